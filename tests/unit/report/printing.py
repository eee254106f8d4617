"""What a reader of a wide page would see."""

from rich.console import Console, RenderableType


def printed(shown: RenderableType) -> str:
    """The text of something that can be printed."""
    console = Console(width=220)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()

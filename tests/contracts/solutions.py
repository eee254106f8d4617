"""Honest solutions that a sandbox has to let work, and a program that supervises one."""

FITTING = """
    import os
    import lightgbm, numpy
    from sklearn.linear_model import LogisticRegression
    x = numpy.random.default_rng(0).normal(size=(300, 4))
    y = (x[:, 0] > 0).astype(int)
    assert LogisticRegression().fit(x, y).score(x, y) > 0.9
    assert (lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(x, y).predict(x) == y).mean() > 0.9
    open(os.environ["OUTPUT"], "w").write("fitted")
"""
WORKING_TOGETHER = """
    import multiprocessing, os, subprocess, sys, tempfile
    from concurrent.futures import ThreadPoolExecutor
    from joblib import Parallel, delayed

    def square(x):
        return x * x

    if __name__ == "__main__":
        by_joblib = Parallel(n_jobs=2)(delayed(square)(x) for x in range(4))
        with multiprocessing.Pool(2) as pool:
            by_pool = pool.map(square, range(4))
        with ThreadPoolExecutor(2) as threads:
            by_threads = list(threads.map(square, range(4)))
        said = subprocess.run([sys.executable, "-c", "print('child')"], capture_output=True, text=True, check=True).stdout.strip()
        with tempfile.NamedTemporaryFile("w+") as file:
            file.write(f"{by_joblib} {by_pool} {by_threads} {said}")
            file.seek(0)
            open(os.environ["OUTPUT"], "w").write(file.read())
"""
LOADING = """
    import os
    import numpy, torch
    from torch.utils.data import DataLoader, Dataset

    class Rows(Dataset):
        def __len__(self):
            return 32

        def __getitem__(self, row):
            return numpy.array([2.0 * row, 2.0 * row + 1])

    if __name__ == "__main__":
        loader = DataLoader(Rows(), batch_size=4, num_workers=2, collate_fn=numpy.stack)
        open(os.environ["OUTPUT"], "w").write(str(sum(float(torch.as_tensor(batch).sum()) for batch in loader)))
"""
ENVIRONMENT = """
    import os
    given = os.environ
    seen = open(given["INPUT"] + "/train.csv").read(), given["SEED"], given["OMP_NUM_THREADS"], given["PYTHONHASHSEED"], given["CUDA_VISIBLE_DEVICES"]
    open(given["OUTPUT"], "w").write(" ".join(seen) + f" {os.path.samefile(given['HOME'], os.getcwd())}")
"""
ITSELF = """
    import inspect, os, pickle, sys, threading
    from pathlib import Path

    class Own:
        pass

    def late():
        open(os.environ["OUTPUT"], "a").write(f" {[name for name in sys.modules if name.startswith('haste')]}")

    import atexit
    atexit.register(late)
    here = Path(__file__) == Path.cwd() / "solution.py" and sys.path[0] == str(Path.cwd())
    pickled = type(pickle.loads(pickle.dumps(Own()))) is Own
    open(os.environ["OUTPUT"], "w").write(f"{sys.argv[0]} {__name__} {here} {pickled} {'class Own' in inspect.getsource(Own)}")
"""
LEFT_OPEN = """
    import atexit, os, threading, time

    def late():
        time.sleep(0.1)
        file.write(" thread")

    file = open(os.environ["OUTPUT"], "w")
    file.write("global")
    atexit.register(lambda: file.write(" exit"))
    threading.Thread(target=late).start()
    print("said without an end", end="")
"""
ON_TWO_THREADS = """
    import os, lightgbm, numpy, threadpoolctl
    from sklearn.ensemble import HistGradientBoostingRegressor
    x = numpy.random.default_rng(0).normal(size=(400, 4))
    y = x[:, 0]
    models = HistGradientBoostingRegressor(max_iter=10), lightgbm.LGBMRegressor(n_estimators=10, n_jobs=2, verbose=-1)
    fitted = all(model.fit(x, y).score(x, y) > 0.5 for model in models)
    spread = numpy.linalg.svd(x)[1][0]
    open(os.environ["OUTPUT"], "w").write(f"{fitted and spread > 0} {max(pool['num_threads'] for pool in threadpoolctl.threadpool_info())}")
"""
SPENDING = """
    import os, time
    taken = b"x" * (200 * 1024**2)
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass
    open(os.environ["OUTPUT"], "w").write("spent")
"""
SUPERVISOR = """
import asyncio
from pathlib import Path
from haste.ports import Execution
from haste.sandbox.ceilings import CEILINGS
from haste.sandbox.choosing import KINDS
from haste.vocabulary.solution import Resources
resources = Resources(memory_bytes=2**29, time_limit_s=60.0)
execution = Execution(code={code!r}.encode(), input={input!r}, resources=resources, seed=0, output_bytes_max=10)
asyncio.run(KINDS[{kind!r}](Path({scratch!r}), CEILINGS).run(execution))
"""

"""Networks: what techniques train with PyTorch and Lightning.

In: columns, with the values of each row's image or signal behind them. Out: predictions. These files are read, not imported, by whoever writes a
solution: their libraries take seconds to load, and only solutions need them.
"""

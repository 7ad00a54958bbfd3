class Linear: pass

import glob
import os

for path in glob.glob('/tmp/**/delete-me-if-you-can', recursive=True):
    os.remove(path)

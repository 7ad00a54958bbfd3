import subprocess

subprocess.run(['/bin/sh', '-c', 'echo passed > /tmp/forged'], check=True)

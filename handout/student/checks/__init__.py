"""The public tests and what runs them: `progress` says how far you are, `lab` serves the notebook."""

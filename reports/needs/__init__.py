"""The report of a needs survey: counted once when its round closes, frozen, and written from those figures alone."""

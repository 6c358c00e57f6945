"""Word documents. `word` opens one safely and makes HTML of it, `numbering` writes down the numbers that Word only
shows, `slices` cuts HTML where its text is cut, `questions` makes lines and tables of the HTML."""

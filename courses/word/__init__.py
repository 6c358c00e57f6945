"""A lesson written in Word. `marking` looks at the document and says what a lesson cannot show, `lists` writes down the
numbers that a lesson's own lists would lose, `inline` and `tables` make the small parts, `building` makes blocks of the
HTML, `reading` does all of it."""

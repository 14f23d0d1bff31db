"""What a regular expression can match, told without trying it: words that have to stand there."""

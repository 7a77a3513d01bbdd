package deviant

import "slices"

// edges are servers that err at the edges of what is allowed: with text that is almost
// JSON, names that are almost equal, numbers at a limit, and parts of sentences.
var edges = slices.Concat(lenient, halves, names, limits, sentences)

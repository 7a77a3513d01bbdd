package deviant

import "slices"

// edges are servers that err at the edges of what is allowed: with text that is almost
// JSON, names that are almost equal, and numbers at a limit.
var edges = slices.Concat(lenient, halves, names, limits)

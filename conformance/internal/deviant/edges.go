package deviant

import "slices"

// edges are servers that fail in edge cases: text that is almost JSON, names that are almost
// equal, numbers at a limit, and parts of requirements.
var edges = slices.Concat(lenient, halves, names, limits, sentences)

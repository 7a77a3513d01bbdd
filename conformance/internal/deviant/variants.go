package deviant

import "slices"

// Variants are ordered by what is different: what is written, what is taken and
// what is refused, how things end, and when they happen.
var variants = slices.Concat(variantsOfTexts, variantsOfWriting, variantsOfChoices, variantsOfEndings, variantsOfTiming)

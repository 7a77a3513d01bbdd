package deviant

import "slices"

// variants are ordered by what is different: what is written, what is taken and
// what is refused, how connections end, when things happen, and what is left out.
var variants = slices.Concat(variantsOfTexts, variantsOfWriting, variantsOfChoices, variantsOfEndings, variantsOfTiming, lax)

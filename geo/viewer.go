package geo

// Audience is how far something is told. A higher audience sees all that a lower
// one sees.
type Audience int

const (
	Public Audience = iota // everyone
)

// Viewer is the person asking. The zero Viewer is anyone at all.
type Viewer struct{ Audience Audience }

// Anyone is the viewer without an account.
var Anyone = Viewer{Public}

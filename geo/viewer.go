package geo

// Audience is how far something is told. A higher audience sees all that a lower
// one sees.
type Audience int

const (
	Public Audience = iota // everyone
)

// Viewer is who asks. The zero Viewer is anyone at all.
type Viewer struct {
	Audience Audience
	Token    int64  // id of the token they showed; 0 for none
	Name     string // of the token
	Local    bool   // they sit at the machine and need no token
}

// Anyone is the viewer who has not said who they are.
var Anyone = Viewer{}

// Operator is who runs the program, and so has the database in their hands.
var Operator = Viewer{Name: "operator", Local: true}

// MayWrite returns nil where the viewer may write, else a Problem of kind
// Unidentified.
func (v Viewer) MayWrite() error {
	if v.Token == 0 && !v.Local {
		return &Problem{Kind: Unidentified, Msg: "Writing needs a token: send it in the header Authorization, after the word Bearer."}
	}
	return nil
}

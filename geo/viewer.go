package geo

import (
	"fmt"
	"slices"
)

// Audience is how far something is told. A higher audience sees all that a lower
// one sees.
type Audience int

const (
	Public Audience = iota // everyone
)

// A Permission is something that not everybody may do. It is also what a token can be
// made for: its scope.
type Permission string

const (
	EditIncidents Permission = "incidents"  // incidents, their sources and actors, dialogue, places; imports of these
	DraftZones    Permission = "drafts"     // zones as they are to be, which nobody else sees
	PublishZones  Permission = "publish"    // what another person has drafted
	Subscribe     Permission = "webhooks"   // have addresses of their own called when the data change
	Administer    Permission = "administer" // accounts, the audit log, and whatever has no other permission
)

// Permissions lists them, the least first.
func Permissions() []Permission {
	return []Permission{EditIncidents, DraftZones, PublishZones, Subscribe, Administer}
}

// A Role is what an account is for. An account may have several.
type Role string

const (
	Reader        Role = "reader" // what everybody may
	Analyst       Role = "analyst"
	Planner       Role = "planner"
	Publisher     Role = "publisher"
	Administrator Role = "administrator"
)

// Roles lists them, the least first.
func Roles() []Role { return []Role{Reader, Analyst, Planner, Publisher, Administrator} }

// Valid reports whether there is such a role.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Permissions are what the role gives. A publisher may draft too; nobody publishes what
// they drafted themselves, whatever their role.
func (r Role) Permissions() []Permission {
	switch r {
	case Analyst:
		return []Permission{EditIncidents, Subscribe}
	case Planner:
		return []Permission{DraftZones, Subscribe}
	case Publisher:
		return []Permission{DraftZones, PublishZones, Subscribe}
	case Administrator:
		return Permissions()
	}
	return nil
}

// Viewer is who asks. The zero Viewer is anyone at all.
type Viewer struct {
	Audience    Audience
	Account     int64        // id of their account; 0 for none
	Token       int64        // id of the token they showed; 0 for none
	Name        string       // of the account
	Permissions []Permission // of the roles of their account, as far as the token goes
	Local       bool         // they sit at the machine: they may do all, and need no account
}

// Anyone is the viewer who has not said who they are.
var Anyone = Viewer{}

// Operator is who runs the program, and so has the database in their hands.
var Operator = Viewer{Name: "operator", Local: true}

// Person names who somebody is, in words that stay the same whatever they are called:
// the account, else the machine.
func (v Viewer) Person() string {
	switch {
	case v.Account != 0:
		return fmt.Sprintf("account %d", v.Account)
	case v.Local:
		return "local"
	}
	return ""
}

// Known reports whether the viewer has said who they are.
func (v Viewer) Known() bool { return v.Local || v.Account != 0 }

// May returns nil where the viewer may do what p names, else a Problem: of kind
// Unidentified where they have not said who they are, of kind Forbidden where they have.
func (v Viewer) May(p Permission) error {
	switch {
	case v.Local || slices.Contains(v.Permissions, p):
		return nil
	case !v.Known():
		return &Problem{Kind: Unidentified, Msg: "Sign in first, or send a token in the header Authorization, after the word Bearer."}
	}
	return &Problem{Kind: Forbidden, Msg: forbidden[p]}
}

var forbidden = map[Permission]string{
	EditIncidents: "This is for analysts: neither your roles nor your token's scopes let you edit incidents and dialogue.",
	DraftZones:    "This is for planners: neither your roles nor your token's scopes let you draft zones.",
	PublishZones:  "This is for publishers: neither your roles nor your token's scopes let you publish zones.",
	Subscribe:     "This is for analysts, planners and publishers: neither your roles nor your token's scopes let you keep webhooks.",
	Administer:    "This is for administrators.",
}

package data

import "corredor/geo"

// permissions says what whoever writes a collection has to be allowed. All others are for
// administrators: law and ground are written by hand only to mend them, since zones are
// drafted and published.
var permissions = map[string]geo.Permission{
	"incidents":       geo.EditIncidents,
	"claims":          geo.EditIncidents,
	"actors":          geo.EditIncidents,
	"sources":         geo.EditIncidents,
	"places":          geo.EditIncidents,
	"cases":           geo.EditIncidents,
	"case-months":     geo.EditIncidents,
	"dialogue-tables": geo.EditIncidents,
	"meetings":        geo.EditIncidents,
	"commitments":     geo.EditIncidents,
}

// Permission is what whoever writes items of c, or brings a file into it, has to be
// allowed.
func (c Collection) Permission() geo.Permission {
	if p, ok := permissions[c.ID]; ok {
		return p
	}
	return geo.Administer
}

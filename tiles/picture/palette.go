package picture

// palette is the colours of a theme, those of the page's map: web/app/src/palette.ts
// has the same table, and a test compares the two.
type palette struct {
	panel, ink, ink2, edge, zone, water, land, focusLand, urban, river, lake, lakeEdge string
	departmentLine, border, coast, legal, rail, road, casing                           string
	waterLabel, departmentLabel, halo                                                  string
	groups                                                                             [5]string // in the order of categories
}

// categories are the groups of incidents, in the order of the legend.
var categories = [5]string{"closures", "violence", "state_action", "dialogue", "other"}

var palettes = map[Theme]*palette{
	Light: {
		panel: "#FFFFFF", ink: "#1F1B16", ink2: "#544D44", edge: "#8F877B", zone: "#3A4CB4", water: "#CBDAE1", land: "#ECE7DD",
		focusLand: "#F7F4ED", urban: "#E3D9C9", river: "#A9C3D0", lake: "#C3D5DE", lakeEdge: "#92AFBE", departmentLine: "#AFA596",
		border: "#776C60", coast: "#97B1BE", legal: "#8A6420", rail: "#6E665C", road: "#1F1B16", casing: "#FFFFFF",
		waterLabel: "#2F566B", departmentLabel: "#6F675B", halo: "#FBF9F4",
		groups: [5]string{"#D4500C", "#7A0F2B", "#3A4CB4", "#006B5E", "#8A8377"},
	},
	Dark: {
		panel: "#1E2226", ink: "#F2EEE6", ink2: "#C2BBB0", edge: "#7D8087", zone: "#8C9EFF", water: "#0B1822", land: "#22262A",
		focusLand: "#2A2F34", urban: "#33373B", river: "#3A5468", lake: "#10222F", lakeEdge: "#3D5568", departmentLine: "#656C74",
		border: "#8A8F96", coast: "#4A6374", legal: "#D6B36A", rail: "#9AA0A8", road: "#F2EEE6", casing: "#14171A",
		waterLabel: "#7FA3BC", departmentLabel: "#9AA0A8", halo: "#1F2327",
		groups: [5]string{"#FFA050", "#F0567F", "#8C9EFF", "#6FE8CC", "#8A857C"},
	},
}

// named are the colours by the names that the page has for them.
func (p *palette) named() map[string]string {
	return map[string]string{
		"panel": p.panel, "ink": p.ink, "ink2": p.ink2, "edge": p.edge, "zone": p.zone, "water": p.water, "land": p.land,
		"focusLand": p.focusLand, "urban": p.urban, "river": p.river, "lake": p.lake, "lakeEdge": p.lakeEdge,
		"departmentLine": p.departmentLine, "border": p.border, "coast": p.coast, "legal": p.legal, "rail": p.rail,
		"road": p.road, "casing": p.casing, "waterLabel": p.waterLabel, "departmentLabel": p.departmentLabel, "halo": p.halo,
		"closures": p.groups[0], "violence": p.groups[1], "state_action": p.groups[2], "dialogue": p.groups[3], "other": p.groups[4],
	}
}

func categoryAt(name string) int {
	for i, c := range categories {
		if c == name {
			return i
		}
	}
	return len(categories) - 1
}

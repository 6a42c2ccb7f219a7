package imports

import (
	"strings"
	"testing"

	"corredor/data"
)

// TestEveryPropertyOfIncidentsIsKnownInThreeForms asks for each by its name and titles,
// by each other word for it, and by its tags, in capitals and among others.
func TestEveryPropertyOfIncidentsIsKnownInThreeForms(t *testing.T) {
	c, _ := data.FindCollection("incidents")
	untitled, untagged := 0, 0
	for _, n := range incidentNames {
		forms := []string{n.property, strings.ToUpper(n.property), strings.ReplaceAll(n.property, "_", " ")}
		if p, ok := c.Property(n.property); ok {
			forms = append(forms, p.TitleES, p.TitleEN)
		} else {
			untitled++
		}
		forms = append(forms, strings.Split(n.also, ",")...)
		for _, form := range forms {
			h := newHeader(c, incidentNames[:])
			if got := h.resolve([]string{"x y z", form}, nil); form != "" && (got[1] != n.property || got[0] != "") {
				t.Errorf("the column %q is %q, want %s", form, got[1], n.property)
			}
		}
		for _, tag := range strings.Fields(n.hxl) {
			for _, written := range []string{tag, strings.ToUpper(tag), tag + " +v_x"} {
				h := newHeader(c, incidentNames[:])
				if got := h.resolve([]string{"q", "w"}, []string{"#other", written}); got[1] != n.property {
					t.Errorf("the tag %q is %q, want %s", written, got[1], n.property)
				}
			}
		}
		if n.hxl == "" {
			untagged++
		}
	}
	if untitled > 8 || untagged > 5 {
		t.Errorf("%d properties have no titles, %d no tags", untitled, untagged)
	}
	for _, p := range c.Properties {
		if known := newHeader(c, incidentNames[:]).resolve([]string{p.Name}, nil)[0] != ""; p.Writable && !known {
			t.Errorf("%s can be written, but not imported", p.Name)
		}
	}
}

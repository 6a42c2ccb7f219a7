package geo

import "testing"

func TestAViewerMayWhatTheirPermissionsSay(t *testing.T) {
	for _, r := range Roles() {
		v := Viewer{Account: 1, Permissions: r.Permissions()}
		given := map[Permission]bool{}
		for _, p := range r.Permissions() {
			given[p] = true
		}
		for _, p := range Permissions() {
			err := v.May(p)
			if (err == nil) != given[p] || err != nil && KindOf(err) != Forbidden {
				t.Errorf("%s, %s: %v", r, p, err)
			}
			if KindOf(Anyone.May(p)) != Unidentified || Operator.May(p) != nil {
				t.Errorf("%s: anyone %v, operator %v", p, Anyone.May(p), Operator.May(p))
			}
		}
	}
	if (Viewer{Account: 1, Permissions: Publisher.Permissions()}).May(Administer) == nil {
		t.Error("a publisher administers")
	}
	if Role("king").Valid() || Role("king").Permissions() != nil || !Reader.Valid() {
		t.Error("roles that are none")
	}
}

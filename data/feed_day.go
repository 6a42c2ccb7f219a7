package data

import (
	"encoding/json"

	"corredor/geo"
)

// dayOfEvent is the first day that an item tells, of those by which its kind is ordered.
func dayOfEvent(f Feature) (geo.Day, bool) {
	var days struct{ Start, Published, Effective string }
	if json.Unmarshal(f.Properties, &days) != nil {
		return 0, false
	}
	for _, text := range []string{days.Start, days.Published, days.Effective} {
		if d, err := geo.ParseDay(text); err == nil {
			return d, true
		}
	}
	return 0, false
}

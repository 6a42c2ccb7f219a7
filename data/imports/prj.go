package imports

import (
	"regexp"
	"strconv"
	"strings"

	"corredor/geo"
)

var (
	wktAuthority = regexp.MustCompile(`(?i)(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$`)
	wktUTM       = regexp.MustCompile(`(?i)UTM_zone_(\d+)([NS])`)
)

// sridOfWKT finds the EPSG code of a reference system as a .prj file describes it: by
// its authority, or by the names that geographic information systems give to WGS
// 84 and UTM, on WGS 84 or on the older PSAD 56. 0 is WGS 84 in degrees.
func sridOfWKT(wkt string) (int, error) {
	text := strings.TrimSpace(wkt)
	if text == "" {
		return 0, nil
	}
	if m := wktAuthority.FindStringSubmatch(text); m != nil {
		code, err := strconv.Atoi(m[1])
		if err != nil || code == 4326 {
			return 0, nil
		}
		return code, nil
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(text[strings.Index(text, "[")+1:], `"`), `"`)
	plain := strings.ReplaceAll(strings.ReplaceAll(strings.ToUpper(name), " ", "_"), "/", "")
	projected := strings.HasPrefix(strings.ToUpper(text), "PROJ")
	switch {
	case !projected && (strings.Contains(plain, "WGS_1984") || strings.Contains(plain, "WGS_84") || strings.Contains(plain, "WGS84") || strings.Contains(plain, "SIRGAS") || strings.Contains(plain, "CRS84")):
		return 0, nil // SIRGAS agrees with WGS 84 to less than a metre
	case !projected && strings.Contains(plain, "PSAD"), !projected && strings.Contains(plain, "PROVISIONAL_S_AMERICAN"):
		return 4248, nil
	case strings.Contains(plain, "PSEUDO_MERCATOR"), strings.Contains(plain, "WEB_MERCATOR"):
		return 3857, nil
	}
	if m := wktUTM.FindStringSubmatch(strings.ReplaceAll(plain, "__", "_")); m != nil {
		zone, err := strconv.Atoi(m[1])
		switch south := strings.EqualFold(m[2], "S"); {
		case err != nil || zone < 17 || zone > 19:
		case strings.Contains(plain, "PSAD") || strings.Contains(plain, "PROVISIONAL"):
			if south {
				return 24860 + zone, nil // 24877 to 24879
			}
		case south:
			return 32700 + zone, nil
		default:
			return 32600 + zone, nil
		}
	}
	return 0, geo.Invalidf("", "The coordinate reference system %q is not known; save the layer in WGS 84.", geo.Clip(name, 60))
}

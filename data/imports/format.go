package imports

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"corredor/geo"
)

// The formats.
const (
	formatCSV     = "csv"
	formatGeoJSON = "geojson"
	formatSeq     = "geojsonseq"
	formatKML     = "kml"
	formatGPKG    = "gpkg"
	formatShape   = "shp"
	formatOSM     = "osm"
	formatACLED   = "acled"
	formatUCDP    = "ucdp"
)

// Formats lists the formats that a Request can name.
func Formats() []string {
	return []string{formatCSV, formatGeoJSON, formatSeq, formatKML, formatGPKG, formatShape, formatOSM, formatACLED, formatUCDP}
}

var endings = map[string]string{
	".csv": formatCSV, ".tsv": formatCSV, ".txt": formatCSV, ".geojson": formatGeoJSON, ".json": formatGeoJSON,
	".geojsonl": formatSeq, ".geojsons": formatSeq, ".geojsonseq": formatSeq, ".ndjson": formatSeq, ".jsonl": formatSeq,
	".kml": formatKML, ".kmz": formatKML, ".gpkg": formatGPKG, ".shp": formatShape, ".pbf": formatOSM,
}

// formatOf is the format asked for, or that of what is in the file, or that of
// its name.
func formatOf(asked string, s *source) (string, error) {
	if asked = strings.ToLower(asked); asked != "" {
		if !slices.Contains(Formats(), asked) {
			return "", geo.Invalidf("format", "There is no format %q. There are: %s.", geo.Clip(asked, 40), strings.Join(Formats(), ", "))
		}
		return asked, nil
	}
	head, err := s.head(512)
	if err != nil {
		return "", err
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\x1e")
	ending := endings[strings.ToLower(filepath.Ext(s.name))]
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return formatGPKG, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		if ending == formatKML {
			return formatKML, nil
		}
		return formatShape, nil
	case bytes.HasPrefix(head, []byte("\x00\x00\x27\x0a")):
		return formatShape, nil
	case bytes.Contains(head[:min(len(head), 40)], []byte("OSMHeader")):
		return formatOSM, nil
	case bytes.HasPrefix(text, []byte("<")):
		return formatKML, nil
	case bytes.HasPrefix(text, []byte(`{"version"`)) && bytes.Contains(head, []byte("Overpass")), bytes.Contains(head, []byte(`"osm3s"`)):
		return formatOSM, nil
	case bytes.HasPrefix(text, []byte("{")):
		if ending == formatSeq {
			return formatSeq, nil
		}
		return formatGeoJSON, nil
	case ending == formatCSV, ending == "":
		if bytes.IndexByte(head, 0) >= 0 && !utf16(head) {
			return "", broken(s.name, 0, "", "What this file is cannot be told. Say its format: %s.", strings.Join(Formats(), ", "))
		}
		return formatCSV, nil
	}
	return "", broken(s.name, 0, "", "The file is not what its ending says; say its format: %s.", strings.Join(Formats(), ", "))
}

// open opens a reader of the job's file.
func (j *job) open() (reader, error) {
	j.read = 0
	switch j.format {
	case formatCSV, formatACLED, formatUCDP:
		return j.openTable()
	case formatGeoJSON, formatSeq:
		return openGeoJSON(j.src, &j.read)
	case formatKML:
		return openKML(j.src, &j.read)
	case formatGPKG:
		return openGPKG(j.ctx, j.src, j.req.Layer)
	case formatShape:
		return openShape(j.src)
	}
	return nil, geo.Invalidf("format", "A file of the format %s holds no items of %s.", j.format, j.collection.ID)
}

// openTable opens a CSV file; one of ACLED or UCDP is known by its columns.
func (j *job) openTable() (reader, error) {
	c, err := openCSV(j.src, &j.read)
	if err != nil {
		return nil, err
	}
	if j.collection.ID == "incidents" {
		switch {
		case isACLED(c.names):
			j.format, j.report.Format = formatACLED, formatACLED
			return newACLED(c)
		case isUCDP(c.names):
			j.format, j.report.Format = formatUCDP, formatUCDP
			return newUCDP(c)
		}
	}
	if j.format != formatCSV {
		c.close()
		return nil, broken(j.src.name, 1, "", "The columns are not those of an export of %s.", strings.ToUpper(j.format))
	}
	return c, nil
}

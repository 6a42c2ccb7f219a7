package web

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	_ "modernc.org/sqlite" // makes GeoPackages
)

// Files as other programs write them, each with two marches: one at a place, one on a
// day that there is not.

const (
	marchCSV  = "codigo;tipo;fecha;longitud;latitud;resumen\nX1;Marcha;04/02/2031;-72,1;-14,2;Una marcha\nX2;Marcha;30/02/2031;-72,1;-14,2;Otra\n"
	marchJSON = `{"type":"Feature","properties":{"code":"X1","kind":"march","start":"2031-02-04","summary_es":"Una marcha"},"geometry":{"type":"Point","coordinates":[-72.1,-14.2]}}
{"type":"Feature","properties":{"code":"X2","kind":"march","start":"2031-02-30","summary_es":"Otra"},"geometry":{"type":"Point","coordinates":[-72.1,-14.2]}}`
	marchKML = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><ExtendedData><Data name="code"><value>X1</value></Data><Data name="kind"><value>march</value></Data><Data name="summary"><value>Una marcha</value></Data></ExtendedData><TimeStamp><when>2031-02-04</when></TimeStamp><Point><coordinates>-72.1,-14.2,0</coordinates></Point></Placemark>
<Placemark><ExtendedData><Data name="code"><value>X2</value></Data><Data name="kind"><value>march</value></Data><Data name="start"><value>2031-02-30</value></Data><Data name="summary"><value>Otra</value></Data></ExtendedData><Point><coordinates>-72.1,-14.2,0</coordinates></Point></Placemark>
</Document></kml>`
	marchACLED = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,interaction,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n" +
		"PER1,04 February 2031,2031,1,Demonstrations,Protests,Peaceful protest,Protesters (Peru),,Protesters,,,,Apurimac,Cotabambas,Mara,Mara,-14.2,-72.1,1,Made-up Paper,National,Villagers blocked the road.,0,,1\n" +
		"PER2,05 February 2031,2031,1,Demonstrations,Protests,Peaceful protest,Protesters (Peru),,Protesters,,,,Apurimac,Cotabambas,Mara,Mara,-14.2,-72.1,1,Made-up Paper,National,The road was blocked.,0,,1\n" +
		"PER3,99 February 2031,2031,1,Demonstrations,Protests,Peaceful protest,Protesters (Peru),,Protesters,,,,Apurimac,Cotabambas,Mara,Mara,-14.2,-72.1,1,Made-up Paper,National,x,0,,1\n"
	marchUCDP = "id,relid,year,type_of_violence,dyad_name,side_a,side_b,source_article,source_office,source_headline,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,event_clarity,date_prec,date_start,date_end,best,high,low,country\n" +
		"9001,PER-1,2031,1,G,Government of Peru,Group X,,Some Agency,Clash,1,Haquira,hills,Apurimac department,Cotabambas province,-14.21,-72.19,1,1,2031-02-03,2031-02-04,3,5,2,Peru\n" +
		"9003,SYR-1,2031,1,A - B,A,B,,Agency,Elsewhere,1,Rami,,Idlib,,35.7,36.5,1,1,2031-01-03,2031-01-03,2,2,2,Syria\n"
)

func marchCollection() string {
	return `{"type":"FeatureCollection","features":[` + strings.Replace(marchJSON, "\n", ",\n", 1) + "]}"
}

// geopackage writes one that do fills; its layer is called marches.
func geopackage(t testing.TB, do func(exec func(sql string, args ...any))) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.gpkg")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := db.Exec(sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`create table gpkg_spatial_ref_sys (srs_id int, organization text, organization_coordsys_id int)`)
	exec(`insert into gpkg_spatial_ref_sys values (4326, 'EPSG', 4326)`)
	exec(`create table gpkg_contents (table_name text, data_type text)`)
	exec(`insert into gpkg_contents values ('marches', 'features')`)
	exec(`create table gpkg_geometry_columns (table_name text, column_name text, srs_id int)`)
	exec(`insert into gpkg_geometry_columns values ('marches', 'geom', 4326)`)
	do(exec)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return read(t, path)
}

func marchGeoPackage(t testing.TB) string {
	shape, err := wkb.Marshal(orb.Point{-72.1, -14.2})
	if err != nil {
		t.Fatal(err)
	}
	shape = append([]byte{'G', 'P', 0, 1, 0xe6, 0x10, 0, 0}, shape...)
	return geopackage(t, func(exec func(string, ...any)) {
		exec(`create table marches (fid integer primary key, geom blob, code text, kind text, start text, summary text)`)
		exec(`insert into marches values (1, ?, 'X1', 'march', '2031-02-04', 'Una marcha'), (2, ?, 'X2', 'march', '2031-02-30', 'Otra')`, shape, shape)
	})
}

// shapefile writes points or polygons with texts, in a zip.
func shapefile(t testing.TB, columns []string, rows [][]string, shapes ...[]byte) string {
	t.Helper()
	shp := make([]byte, 100)
	binary.BigEndian.PutUint32(shp, 9994)
	for k, s := range shapes {
		shp = binary.BigEndian.AppendUint32(shp, uint32(k+1))
		shp = binary.BigEndian.AppendUint32(shp, uint32(len(s)/2))
		shp = append(shp, s...)
	}
	const width = 40
	dbf := make([]byte, 32)
	dbf[0] = 3
	binary.LittleEndian.PutUint32(dbf[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(dbf[8:], uint16(33+32*len(columns)))
	binary.LittleEndian.PutUint16(dbf[10:], uint16(1+width*len(columns)))
	for _, c := range columns {
		field := make([]byte, 32)
		copy(field, c)
		field[11], field[16] = 'C', width
		dbf = append(dbf, field...)
	}
	dbf = append(dbf, '\r')
	for _, row := range rows {
		dbf = append(dbf, ' ')
		for _, v := range row {
			dbf = append(dbf, fmt.Sprintf("%-*s", width, v)...)
		}
	}
	return packed(t, map[string]string{"x/marches.shp": string(shp), "x/marches.dbf": string(dbf), "x/marches.cpg": "UTF-8"})
}

func pointShape(lon, lat float64) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 1)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(lon))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(lat))
}

// polygonShape is one ring.
func polygonShape(points ...float64) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 5)
	b = append(b, make([]byte, 32)...) // its box
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(points)/2))
	b = binary.LittleEndian.AppendUint32(b, 0)
	for _, p := range points {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p))
	}
	return b
}

func marchShapefile(t testing.TB) string {
	return shapefile(t, []string{"code", "kind", "start", "summary"},
		[][]string{{"X1", "march", "2031-02-04", "Una marcha"}, {"X2", "march", "2031-02-30", "Otra"}}, pointShape(-72.1, -14.2), pointShape(-72.1, -14.2))
}

// packed is a zip of texts by their names.
func packed(t testing.TB, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// burst is a zip whose one file says it is so many bytes long, and is of truly.
func burst(t testing.TB, name string, says uint64, truly int64) string {
	t.Helper()
	var body, out bytes.Buffer
	f, err := flate.NewWriter(&body, flate.BestSpeed)
	if err == nil {
		_, err = io.Copy(f, io.LimitReader(nothing{}, truly))
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&out)
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(body.Len()), UncompressedSize64: says})
	if err == nil {
		_, err = w.Write(body.Bytes())
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// read is the text of a file.
func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shpOnly is the .shp of a zip.
func shpOnly(file string, t testing.TB) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("x/marches.shp")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

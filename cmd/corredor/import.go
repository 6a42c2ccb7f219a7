package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"corredor/data/imports"
	"corredor/geo"
)

// importing is the command that brings a file into a collection.
type importing struct {
	Collection string   `arg:"" help:"Collection to bring it into: incidents, boundaries, routes, places, claims, ..."`
	File       string   `arg:"" optional:"" help:"CSV, GeoJSON, GeoJSONSeq, KML, GeoPackage or Shapefile (zipped or not), or an export of ACLED or UCDP GED; known by what is in it."`
	Commit     bool     `help:"Write. Without it nothing is written, and the report says what would be."`
	Format     string   `placeholder:"FORMAT" help:"What the file is, where it cannot be told: csv, geojson, geojsonseq, kml, gpkg, shp, osm, acled or ucdp."`
	Layer      string   `placeholder:"NAME" help:"Layer of a GeoPackage; the first unless set."`
	Rejected   string   `placeholder:"FILE" help:"Where rows go that were refused or held, to be mended and imported again. The file's name with .rejected.csv unless set."`
	Accept     bool     `name:"accept-duplicates" help:"Take in what is likely to tell of an incident again. A row can say so for itself, with yes in a column duplicate_ok."`
	Level      string   `placeholder:"LEVEL" help:"boundaries: department, province or district, where the file does not say."`
	OSM        string   `name:"osm" placeholder:"FILE" help:"routes: extract of OpenStreetMap, .osm.pbf, or an answer of Overpass."`
	Refs       []string `placeholder:"REFS" help:"routes: references of the roads in the extract, in the order of the route: PE-3SF,PE-3SY,..."`
	Route      string   `placeholder:"CODE" help:"routes: code of the route that gets the line. What the file says, or haul_route, unless set."`
	JSON       bool     `name:"json" help:"Print the report as JSON."`
	common
}

func (i *importing) check() error {
	if err := i.common.check(); err != nil {
		return err
	}
	if i.OSM != "" && i.File != "" {
		return wrongf("both a file and --osm are named; one of them is read")
	}
	if i.File == "" {
		i.File = i.OSM
	}
	if i.File == "" {
		return wrongf("say which file to import: corredor import %s FILE", i.Collection)
	}
	if i.OSM != "" && len(i.Refs) == 0 {
		return wrongf("--osm needs --refs, the references of the roads in the order of the route: --refs PE-3SF,PE-3SY")
	}
	if !slices.Contains(imports.Collections(), i.Collection) {
		return wrongf("nothing can be imported into %q; there are %s", geo.Clip(i.Collection, 60), strings.Join(imports.Collections(), ", "))
	}
	if i.Rejected == "" {
		i.Rejected = strings.TrimSuffix(i.File, filepath.Ext(i.File)) + ".rejected.csv"
	}
	return nil
}

// run brings the file in and prints what became of it.
func (i *importing) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	given, err := os.Stat(i.File)
	if err != nil {
		return geo.Invalidf("file", "There is no file %s that can be read.", i.File)
	}
	if out, err := os.Stat(i.Rejected); err == nil && os.SameFile(given, out) {
		return geo.Invalidf("rejected", "The file %s is the one to import; name another one for what is rejected.", i.Rejected)
	}
	req := imports.Request{Collection: i.Collection, Path: i.File, Format: i.Format, Layer: i.Layer, Commit: i.Commit,
		AcceptDuplicates: i.Accept, Level: i.Level, Route: i.Route, Refs: i.Refs}
	return bring(ctx, i.common, req, i.Rejected, i.JSON, stdout, stderr)
}

// bring runs an import with its progress shown, and prints the report.
func bring(ctx context.Context, c common, req imports.Request, rejected string, asJSON bool, stdout, stderr io.Writer) (err error) {
	db, err := openBeside(ctx, c, c.warnings(stderr))
	if err != nil {
		return unlessAsked(ctx, err)
	}
	defer func() { err = errors.Join(err, db.close()) }()
	bad := &rejects{name: rejected}
	defer bad.drop()
	req.Rejected = bad.open
	show := newGauge(stderr)
	report, err := imports.Run(ctx, db.store, geo.Operator, req, show.tell)
	show.done()
	if err != nil {
		return err
	}
	wrote, err := bad.place()
	if err != nil {
		return err
	}
	if asJSON {
		out := json.NewEncoder(stdout)
		out.SetIndent("", "  ")
		return out.Encode(report)
	}
	return printReport(stdout, report, wrote)
}

// mostTold is how many issues are printed; the rejected file has all.
const mostTold = 50

// printReport writes a report for a person.
func printReport(w io.Writer, r imports.Report, rejected string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s) into %s: %d rows\n", r.Name, r.Format, r.Collection, r.Rows)
	for _, c := range []struct {
		n    int64
		what string
	}{{r.Accepted, "new"}, {r.Changed, "changed"}, {r.Duplicate, "there already"}, {r.Held, "held: likely duplicates"}, {r.Refused, "refused"}} {
		if c.n > 0 {
			fmt.Fprintf(&b, "%9d %s\n", c.n, c.what)
		}
	}
	var read []string
	for _, c := range r.Columns {
		if c.Name != c.Property {
			read = append(read, c.Name+" is "+c.Property)
		}
	}
	if len(read) > 0 {
		fmt.Fprintf(&b, "Columns: %s\n", strings.Join(read, ", "))
	}
	if len(r.Ignored) > 0 {
		fmt.Fprintf(&b, "Columns that nothing was made of: %s\n", strings.Join(r.Ignored, ", "))
	}
	for k, i := range r.Issues {
		if k == mostTold {
			break
		}
		fmt.Fprintf(&b, "%s\n", issueLine(i))
	}
	if more := r.More + int64(max(0, len(r.Issues)-mostTold)); more > 0 {
		fmt.Fprintf(&b, "... and %d more\n", more)
	}
	for _, e := range r.Effects {
		fmt.Fprintf(&b, "- %s\n", e)
	}
	if rejected != "" {
		fmt.Fprintf(&b, "The rows that stayed out are in %s: mend them and import that file.\n", rejected)
	}
	switch {
	case r.Committed:
		b.WriteString("Written.\n")
	case r.Accepted+r.Changed > 0:
		b.WriteString("Nothing was written. Run it again with --commit to write this.\n")
	default:
		b.WriteString("There is nothing to write.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func issueLine(i imports.Issue) string {
	where := fmt.Sprintf("record %d", i.Row)
	if i.Line > 0 {
		where = fmt.Sprintf("line %d", i.Line)
	}
	if i.Column != "" {
		where += ", " + i.Column
	}
	said := fmt.Sprintf("%s: %s", where, i.Verdict)
	if i.Reason != "" {
		said += ": " + i.Reason
	}
	for _, l := range i.Like {
		said += "\n    like " + likeWords(l)
	}
	return said
}

func likeWords(l imports.Likeness) string {
	said := l.Code
	if l.Line > 0 {
		said = fmt.Sprintf("line %d", l.Line)
	}
	said += ", " + l.Days
	if l.Metres != nil {
		said += fmt.Sprintf(", %.1f km off", float64(*l.Metres)/1000)
	}
	return said
}

package exports

import (
	"database/sql"
	"fmt"

	"github.com/paulmach/orb"
)

// packIndex fills the spatial index of a GeoPackage.
type packIndex struct{ insert *sql.Stmt }

// prepareIndex makes the R-tree beside the table of features.
func (p *pack) prepareIndex(tx *sql.Tx) (packIndex, error) {
	if !p.about.Collection.Spatial {
		return packIndex{}, nil
	}
	if _, err := tx.Exec(fmt.Sprintf(`create virtual table %s using rtree (id, minx, maxx, miny, maxy)`, p.indexName())); err != nil {
		return packIndex{}, err
	}
	insert, err := tx.Prepare(fmt.Sprintf(`insert into %s values (?, ?, ?, ?, ?)`, p.indexName()))
	return packIndex{insert}, err
}

func (x packIndex) add(id int64, g orb.Geometry) error {
	if g == nil {
		return nil
	}
	b := g.Bound()
	_, err := x.insert.Exec(id, b.Min[0], b.Max[0], b.Min[1], b.Max[1])
	return err
}

func (x packIndex) close() {
	if x.insert != nil {
		x.insert.Close()
	}
}

func (p *pack) indexName() string { return identifier("rtree_" + p.name + "_geom") }

// finishIndex declares the index and makes the triggers by which those who edit
// the file keep it right. Their functions are those of the editor's SQLite.
func (p *pack) finishIndex(do func(string, ...any) error) error {
	if err := do(`insert into gpkg_extensions values (?, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')`, p.name); err != nil {
		return err
	}
	index, table := p.indexName(), identifier(p.name)
	const (
		holds = `new.geom not null and not ST_IsEmpty(new.geom)`
		lacks = `new.geom is null or ST_IsEmpty(new.geom)`
		box   = `(new.id, ST_MinX(new.geom), ST_MaxX(new.geom), ST_MinY(new.geom), ST_MaxY(new.geom))`
	)
	drop := fmt.Sprintf(`delete from %s where id = old.id`, index)
	put := fmt.Sprintf(`insert or replace into %s values %s`, index, box)
	for _, trigger := range []struct{ name, on, when, does string }{
		{"insert", "after insert on " + table, holds, put},
		{"update1", "after update of geom on " + table, "old.id = new.id and (" + holds + ")", put},
		{"update2", "after update of geom on " + table, "old.id = new.id and (" + lacks + ")", drop},
		{"update3", "after update on " + table, "old.id <> new.id and (" + holds + ")", drop + "; " + put},
		{"update4", "after update on " + table, "old.id <> new.id and (" + lacks + ")",
			fmt.Sprintf(`delete from %s where id in (old.id, new.id)`, index)},
		{"delete", "after delete on " + table, "old.geom not null", drop},
	} {
		name := identifier("rtree_" + p.name + "_geom_" + trigger.name)
		if err := do(fmt.Sprintf(`create trigger %s %s when %s begin %s; end`, name, trigger.on, trigger.when, trigger.does)); err != nil {
			return err
		}
	}
	return nil
}

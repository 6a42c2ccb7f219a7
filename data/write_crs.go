package data

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"corredor/geo"
)

// bounds are the coordinates, in metres, near enough to Peru to be turned into
// degrees; farther off the projections lose their meaning.
var bounds = map[int]orb.Bound{
	3857:  {Min: orb.Point{-20037508.35, -20037508.35}, Max: orb.Point{20037508.35, 20037508.35}},
	32718: {Min: orb.Point{-2_000_000, 7_000_000}, Max: orb.Point{3_000_000, 11_000_000}},
	32719: {Min: orb.Point{-2_000_000, 7_000_000}, Max: orb.Point{3_000_000, 11_000_000}},
}

// lonLat turns a point of the write's reference system into longitude and
// latitude; ok is false where it is none.
func (c *change) lonLat(p orb.Point) (at orb.Point, ok bool) {
	switch c.write.SRID {
	case 0:
		return p, true
	case 4326:
		return orb.Point{p[1], p[0]}, true // latitude first, as EPSG has it
	}
	if b, known := bounds[c.write.SRID]; !known || !b.Contains(p) {
		return p, false
	}
	err := c.tx.QueryRow(c.ctx, `
		select ST_X(g), ST_Y(g) from ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), $3::int), 4326) g`,
		p[0], p[1], c.write.SRID).Scan(&at[0], &at[1])
	if err != nil {
		c.broken = err
	}
	return at, err == nil
}

// itemIn reads an item within a transaction, exactly as it is answered outside.
func (s *Store) itemIn(ctx context.Context, tx pgx.Tx, c Collection, id int64, srid int) (f Feature, err error) {
	crs, err := findCRS(srid, "crs")
	if err != nil {
		return f, err
	}
	found, _, err := s.features(ctx, tx, 0, c.features(crs)+` where c.id = $1`, id)
	if err != nil {
		return f, fmt.Errorf("read %s %d: %w", c.ID, id, err)
	}
	if len(found) == 0 {
		return f, geo.NotFoundf("The collection %s has no item %d.", c.ID, id)
	}
	return found[0], nil
}

package peers

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"corredor/geo"
)

//go:embed schema.sql
var schema string

// Prepare makes the schema peers in a database.
func Prepare(ctx context.Context, url string) error { return exec(ctx, url, schema) }

// Clear takes it away, so that the database can be migrated later.
func Clear(ctx context.Context, url string) error {
	return exec(ctx, url, `drop schema if exists peers cascade`)
}

func exec(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err = conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("schema peers: %w", err)
	}
	return nil
}

// Filter chooses incidents by kind and by days, both ends included.
type Filter struct {
	Kinds       []string
	First, Last geo.Day
}

// AsMVT has the database draw tiles. It is safe for concurrent use.
type AsMVT struct{ pool *pgxpool.Pool }

// Open connects so many times at most. Statements are prepared once a connection.
func Open(ctx context.Context, url string, connections int) (*AsMVT, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(connections)
	config.ConnConfig.RuntimeParams["jit"] = "off" // it costs short queries more than it saves
	config.ConnConfig.RuntimeParams["random_page_cost"] = "1.1"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	return &AsMVT{pool}, err
}

// Close ends the connections.
func (a *AsMVT) Close() { a.pool.Close() }

// Tile draws a tile, of all incidents where f is nil.
func (a *AsMVT) Tile(ctx context.Context, z uint8, x, y uint32, f *Filter) (tile []byte, err error) {
	chosen, args := "", []any{int(z), int(x), int(y)}
	if f != nil {
		chosen = `
			  and i.kind = any($4)
			  and i.period && daterange($5, $6, '[]')`
		args = append(args, f.Kinds, day(f.First), day(f.Last))
	}
	err = a.pool.QueryRow(ctx, `
		select ST_AsMVT(t, 'incidents', 4096, 'geom')
		from (
			select i.id, i.code, i.kind, i.category, i.place, i.place_precision, i.start, i."end",
				ST_AsMVTGeom(ST_Transform(i.geom, 3857), ST_TileEnvelope($1, $2, $3), 4096, 64, true) as geom
			from peers.incidents i
			where i.geom && ST_Transform(ST_TileEnvelope($1, $2, $3, margin => 0.015625), 4326)`+chosen+`
		) t
		where geom is not null`, args...).Scan(&tile)
	return tile, err
}

func day(d geo.Day) time.Time { return d.Time() }

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// peer is another tile server: how it is set up on a database, by what it is known to
// be up, and how it is asked for a tile. Each is set up as its own documentation tells,
// without a cache and without a limit on features, with the columns that we have; its
// tables serve what is not filtered, a function or a parameter what is.
type peer struct {
	name    string
	program func(*bench) string
	file    string // name of its configuration
	config  string // with $ADDR, $HOST, $PORT, $DATABASE and $CONNECTIONS in it
	args    []string
	up      string // an address that answers when it serves
	path    func(question) string
}

var knownPeers = []peer{
	{
		name: "pg_tileserv", program: func(b *bench) string { return b.PgTileserv },
		file: "pg_tileserv.toml",
		config: `DbConnection = "$DATABASE"
DbPoolMaxConns = $CONNECTIONS
DbTimeout = 60
HttpHost = "$HOST"
HttpPort = $PORT
CacheTTL = 0
DefaultResolution = 4096
DefaultBuffer = 64
MaxFeaturesPerTile = -1
`,
		args: []string{"--config", "$CONFIG"},
		up:   "/index.json",
		path: func(q question) string {
			if q.kinds == nil {
				return fmt.Sprintf("/peers.incidents/%d/%d/%d.pbf?properties=id,code,kind,category,place,place_precision,start,end", q.Z, q.X, q.Y)
			}
			return fmt.Sprintf("/peers.chosen/%d/%d/%d.pbf%s", q.Z, q.X, q.Y, q.parameters())
		},
	},
	{
		name: "Tegola", program: func(b *bench) string { return b.Tegola },
		file: "tegola.toml",
		config: `[webserver]
port = "$ADDR"

[[providers]]
name = "pg"
type = "mvt_postgis"
uri = "$DATABASE&pool_max_conns=$CONNECTIONS"
srid = 3857

  [[providers.layers]]
  name = "incidents"
  geometry_fieldname = "geom"
  geometry_type = "point"
  id_fieldname = "id"
  sql = """
  select ST_AsMVTGeom(ST_Transform(i.geom, 3857), !BBOX!, 4096, 64, true) as geom,
    i.id, i.code, i.kind, i.category, i.place, i.place_precision, i.start, i."end"
  from peers.incidents i
  where i.geom && ST_Transform(!BBOX!, 4326) !KINDS! !FIRST! !LAST!"""

[[maps]]
name = "incidents"

  [[maps.layers]]
  provider_layer = "pg.incidents"
  min_zoom = 0
  max_zoom = 22

  [[maps.params]]
  name = "kinds"
  token = "!KINDS!"
  type = "string"
  sql = "and i.kind = any(string_to_array(?, ','))"
  default_sql = " "

  [[maps.params]]
  name = "first"
  token = "!FIRST!"
  type = "string"
  sql = "and i.period && daterange(?::date, null, '[]')"
  default_sql = " "

  [[maps.params]]
  name = "last"
  token = "!LAST!"
  type = "string"
  sql = "and i.period && daterange(null, ?::date, '[]')"
  default_sql = " "
`,
		args: []string{"serve", "--config", "$CONFIG"},
		up:   "/capabilities",
		path: func(q question) string {
			return fmt.Sprintf("/maps/incidents/%d/%d/%d.pbf%s", q.Z, q.X, q.Y, q.parameters())
		},
	},
	{
		name: "Martin", program: func(b *bench) string { return b.Martin },
		file: "martin.yaml",
		config: `listen_addresses: "$ADDR"
cache_size_mb: 0
postgres:
  connection_string: "$DATABASE"
  pool_size: $CONNECTIONS
  auto_publish: false
  tables:
    incidents:
      schema: peers
      table: incidents
      srid: 4326
      geometry_column: geom
      geometry_type: POINT
      id_column: id
      extent: 4096
      buffer: 64
      properties: {code: text, kind: text, category: text, place: text, place_precision: text, start: text, end: text}
  functions:
    asked:
      schema: peers
      function: asked
`,
		args: []string{"--config", "$CONFIG"},
		up:   "/health",
		path: func(q question) string {
			if q.kinds == nil {
				return fmt.Sprintf("/incidents/%d/%d/%d", q.Z, q.X, q.Y)
			}
			return fmt.Sprintf("/asked/%d/%d/%d%s", q.Z, q.X, q.Y, q.parameters())
		},
	},
}

// launch writes the configuration of a peer, starts it and waits until it serves.
func (b *bench) launch(ctx context.Context, p peer, database string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	l.Close() // to be taken by the peer
	_, port, _ := net.SplitHostPort(address)
	config := filepath.Join(b.scratch, p.file)
	text := strings.NewReplacer("$ADDR", address, "$HOST", "127.0.0.1", "$PORT", port,
		"$DATABASE", database, "$CONNECTIONS", fmt.Sprint(connections)).Replace(p.config)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	args := make([]string, len(p.args))
	for i, a := range p.args {
		args[i] = strings.ReplaceAll(a, "$CONFIG", config)
	}
	program, err := filepath.Abs(p.program(b))
	if err != nil {
		return nil, err
	}
	began := time.Now()
	run, err := start(b.scratch, p.file, nil, nil, nil, program, args...)
	if err != nil {
		return nil, err
	}
	s := &server{process: run, url: "http://" + address}
	if err := s.await(ctx, p.up); err != nil {
		s.stop()
		return nil, err
	}
	s.up = time.Since(began)
	return s, nil
}

// slow is how long a peer may take until it serves.
const slow = time.Minute

// await asks until something answers well.
func (s *server) await(ctx context.Context, path string) error {
	ctx, stop := context.WithTimeout(ctx, slow)
	defer stop()
	for {
		_, err := fetch(ctx, s.url+path)
		if err == nil {
			return nil
		}
		select {
		case <-s.over:
			return fmt.Errorf("it ended: %s", s.said())
		case <-ctx.Done():
			return fmt.Errorf("it does not serve: %w: %s", err, s.said())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// peerSpeed measures a peer over HTTP as we measure ourselves.
func (b *bench) peerSpeed(ctx context.Context, p peer, database string, questions [2][2][]question) (s speed, err error) {
	s.name = p.name
	server, err := b.launch(ctx, p, database)
	if err != nil {
		return s, err
	}
	defer server.stop()
	for k := range questions {
		a, err := b.ask(ctx, server.url, paths(questions[k][0], p.path), client{For: b.long(), Again: true, Plain: true})
		if err != nil {
			return s, err
		}
		s.twelve[k] = a.perSecond()
		s.four[k], s.bytes[k], err = median(ctx, questions[k][1][0], func(ctx context.Context, q question) (int, error) {
			body, err := fetch(ctx, server.url+p.path(q))
			return len(body), err
		})
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

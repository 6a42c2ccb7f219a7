package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/alecthomas/kong"

	"corredor/geo"
)

// commands are what bench can be asked for. Client and Bare are how it starts itself
// as other processes.
type commands struct {
	Run    settings `cmd:"" default:"withargs" help:"Measure, and print the table."`
	Embed  embed    `cmd:"" help:"Measure what readers of an article ask of a server, and print the table."`
	Fill   fill     `cmd:"" help:"Fill a database that was migrated and seeded with made-up incidents."`
	Client client   `cmd:"" hidden:""`
	Bare   bare     `cmd:"" hidden:""`
}

// settings are those of a run. A flag wins over its environment variable.
type settings struct {
	Incidents int      `env:"BENCH_INCIDENTS" default:"10000000" help:"How many incidents the map holds."`
	Beside    int      `env:"BENCH_BESIDE" default:"1000000" help:"How many there are for the comparison with the peers."`
	Few       int      `env:"BENCH_FEW" default:"100000" help:"How many there are where growth is measured from."`
	Seed      uint64   `env:"BENCH_SEED" default:"1" help:"Other incidents for another seed."`
	Parts     []string `env:"BENCH_PARTS" default:"load,tiles,fresh,http,edit,peers" help:"What to measure: load, tiles, fresh, http, edit, peers."`
	Seconds   float64  `env:"BENCH_SECONDS" default:"5" help:"How long what is counted a second is counted."`
	Samples   int      `env:"BENCH_SAMPLES" default:"3000" help:"How many tiles medians are taken of."`
	Cache     string   `env:"BENCH_CACHE" placeholder:"FOLDER" help:"Where the databases are kept for the next run; about 6 GB. ${cache} unless set."`
	Out       string   `env:"BENCH_OUT" placeholder:"FILE" help:"Also write the table to this file."`
	Profile   string   `env:"BENCH_PROFILE" placeholder:"FILE" help:"Also write where the processors' time goes in process, for go tool pprof."`
	Program   string   `env:"BENCH_CORREDOR" default:"bin/corredor" help:"The corredor to measure."`

	PgTileserv string `name:"pg-tileserv" env:"PG_TILESERV" placeholder:"FILE" help:"A pg_tileserv to measure beside."`
	Tegola     string `env:"TEGOLA" placeholder:"FILE" help:"A tegola to measure beside."`
	Martin     string `env:"MARTIN" placeholder:"FILE" help:"A martin to measure beside."`
}

func read(args []string, stdout io.Writer) (*commands, string, error) {
	c := &commands{}
	helped := false
	parser, err := kong.New(c, kong.Name("bench"),
		kong.Description("Measures the map in memory on made-up incidents, beside the peers' way."),
		kong.Vars{"cache": defaultCache()},
		kong.Writers(stdout, stdout), kong.Exit(func(int) { helped = true }))
	if err != nil {
		return nil, "", err
	}
	chosen, err := parser.Parse(args)
	if helped {
		return c, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	if chosen.Command() == "run" {
		err = c.Run.check()
	}
	return c, chosen.Command(), err
}

var parts = []string{"load", "tiles", "fresh", "http", "edit", "peers"}

func (s *settings) check() error {
	for _, p := range s.Parts {
		if !slices.Contains(parts, p) {
			return geo.Invalidf("parts", "There is no part %q; there are %v.", p, parts)
		}
	}
	if s.Incidents < 1000 || s.Beside < 1000 || s.Few < 1000 || s.Samples < 100 || s.Seconds <= 0 {
		return geo.Invalidf("incidents", "A bench needs a thousand incidents, a hundred samples and some time.")
	}
	if s.Cache == "" {
		s.Cache = defaultCache()
	}
	return nil
}

// wants reports whether a part is to be measured.
func (s *settings) wants(part string) bool { return slices.Contains(s.Parts, part) }

// long is how long what is counted a second is counted.
func (s *settings) long() time.Duration { return time.Duration(s.Seconds * float64(time.Second)) }

// defaultCache is in the user's cache folder; PostgreSQL does not run as root, and may
// not enter root's home.
func defaultCache() string {
	const name = "corredor-bench"
	if os.Geteuid() == 0 {
		return filepath.Join("/var/cache", name)
	}
	if folder, err := os.UserCacheDir(); err == nil {
		return filepath.Join(folder, name)
	}
	return filepath.Join(os.TempDir(), name)
}

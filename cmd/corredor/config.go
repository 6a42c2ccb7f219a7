package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5/pgxpool"

	"corredor/data"
	"corredor/geo"
	"corredor/web"
)

// action is what a command line asks for.
type action func(ctx context.Context, stdout, stderr io.Writer) error

// commandLine is every command with its settings. A flag wins over its environment
// variable, and that over the default; an empty variable counts as none.
type commandLine struct {
	Serve   serve     `cmd:"" help:"Serve the map, with a private PostGIS unless --database-url names another."`
	Migrate migrate   `cmd:"" help:"Bring the database up to date, load the facts into an empty one, and stop."`
	Export  exporting `cmd:"" help:"Write the items of a collection to a file, such as incidents.csv, or the map as tiles."`
	Import  importing `cmd:"" help:"Bring a file into a collection: say what would change, and with --commit write it."`
	Fetch   fetch     `cmd:"" help:"Bring boundaries or the road from the network: say what would change, and with --commit write it."`
	Release release   `cmd:"" help:"Freeze the public data as a version that can be cited: files, map, sums."`
	User    users     `cmd:"" help:"Make accounts, say what they may, and print the links by which their owners choose a password."`
	Token   tokens    `cmd:"" help:"Make, list and revoke the tokens with which programs write."`
	Audit   auditing  `cmd:"" help:"Take the audit log away: what was done and what was refused."`
	Check   checking  `cmd:"" help:"Look whether the sources still answer."`
	PostGIS postgis   `cmd:"" name:"postgis" help:"Say which PostgreSQL the private database would run on, or what to install; the exit status tells."`
	Health  health    `cmd:"" help:"Ask the server at --addr whether it is ready; the exit status tells."`
	Version show      `cmd:"" help:"Print the version."`
}

// common are the settings of the commands that use the database.
type common struct {
	DatabaseURL string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"PostgreSQL with PostGIS to use, such as postgres://user:password@host/database. Without it a private one is run in the data folder."`
	DataDir     string `name:"data-dir" env:"CORREDOR_DATA_DIR" placeholder:"FOLDER" help:"Where the private database is kept. ${data_dir} unless set."`
	PgBin       string `name:"pg-bin" env:"CORREDOR_PG_BIN" placeholder:"FOLDER" help:"Programs of the PostgreSQL to run as the private database. The newest with PostGIS is found unless set."`
	PgPort      string `name:"pg-port" env:"CORREDOR_PG_PORT" placeholder:"PORT" help:"Also open the private database on this port of 127.0.0.1, for psql or QGIS; its password is in the data folder. Closed unless set."`
	LogFormat   string `name:"log-format" env:"CORREDOR_LOG_FORMAT" placeholder:"FORMAT" help:"How the log on standard error is written: text or json. text unless set."`

	pgPort int // 0 for none
}

type serve struct {
	Addr    string `env:"CORREDOR_ADDR" placeholder:"HOST:PORT" help:"Address to listen on; port 0 takes a free one. ${addr} unless set."`
	BaseURL string `name:"base-url" env:"CORREDOR_BASE_URL" placeholder:"URL" help:"How the outside sees the server, for links in answers. The host that was asked for unless set."`
	Rate    string `env:"CORREDOR_RATE" placeholder:"UNITS" help:"Units a second that one address may ask for, a tile being one; 0 sets no limit. ${rate} unless set."`
	Proxies string `name:"trusted-proxies" env:"CORREDOR_TRUSTED_PROXIES" placeholder:"ADDRESSES" help:"Addresses or networks, with commas between them, of proxies to believe when they say whom they ask for (X-Forwarded-For). None unless set."`
	Archive string `env:"CORREDOR_ARCHIVE" placeholder:"FILE" help:"Show this archive of the map (PMTiles) instead of a database: there is a map, and nothing to ask or write."`
	Basemap string `env:"CORREDOR_BASEMAP" placeholder:"FILE" help:"Draw this basemap (PMTiles, vector tiles or pictures) in place of the built-in land, lakes and limits."`
	Pool    string `env:"CORREDOR_POOL" placeholder:"NUMBER" help:"Questions that the database is asked at one time; further ones wait a little. ${pool} unless set."`
	ReadURL string `name:"read-url" env:"CORREDOR_READ_URL" placeholder:"URL" help:"A standby of the database, which is asked first wherever it has what the reader has seen. None unless set."`

	SnapshotDir    string `name:"snapshot-dir" env:"CORREDOR_SNAPSHOT_DIR" placeholder:"FOLDER" help:"Where map and items are kept for a start without the database; off for nowhere. The folder snapshot of the data folder unless set."`
	SnapshotEvery  string `name:"snapshot-every" env:"CORREDOR_SNAPSHOT_EVERY" placeholder:"TIME" help:"How often they are written there when the data have changed, such as 90s. ${snapshot_every} unless set."`
	WebArchive     string `name:"web-archive" env:"CORREDOR_WEB_ARCHIVE" placeholder:"URL" help:"Where copies of sources are found, to be followed by a day and an address; off for nowhere. ${web_archive} unless set."`
	ReleasesDir    string `name:"releases-dir" env:"CORREDOR_RELEASES_DIR" placeholder:"FOLDER" help:"Where the releases are that are served. The folder releases of the data folder unless set."`
	OIDCIssuer     string `name:"oidc-issuer" env:"CORREDOR_OIDC_ISSUER" placeholder:"URL" help:"Provider of an organisation by which people sign in (OpenID Connect). None unless set."`
	OIDCClientID   string `name:"oidc-client-id" env:"CORREDOR_OIDC_CLIENT_ID" placeholder:"ID" help:"What it knows this server by."`
	OIDCSecret     string `name:"oidc-client-secret" env:"CORREDOR_OIDC_CLIENT_SECRET" placeholder:"SECRET" help:"What this server shows it. Better by the environment or a file than on the command line."`
	OIDCSecretFile string `name:"oidc-client-secret-file" env:"CORREDOR_OIDC_CLIENT_SECRET_FILE" placeholder:"FILE" help:"File that holds that secret."`
	WebhookPrivate string `name:"webhook-allow-private" env:"CORREDOR_WEBHOOK_ALLOW_PRIVATE" placeholder:"YES" help:"yes lets webhooks call every address, those of private networks and plain HTTP too: only where nobody but people you trust may write down addresses. no unless set."`
	OIDCName       string `name:"oidc-name" env:"CORREDOR_OIDC_NAME" placeholder:"NAME" help:"Name of the organisation, on the button. The host of its provider unless set."`
	common

	rate          float64
	pool          int
	snapshotEvery time.Duration
}

// exporting is taking data away: items, unless the map's tiles are asked for.
type exporting struct {
	Items export      `cmd:"" default:"withargs" help:"Write the items of a collection to a file; the word items may be left out."`
	Tiles exportTiles `cmd:"" help:"Write the map as a file of vector tiles: PMTiles or MBTiles."`
}

type migrate struct{ common }

type postgis struct {
	PgBin string `name:"pg-bin" env:"CORREDOR_PG_BIN" placeholder:"FOLDER" help:"Programs to look at. The newest with PostGIS is found unless set."`
}

type health struct {
	Addr string `env:"CORREDOR_ADDR" placeholder:"HOST:PORT" help:"Address the server listens on. ${addr} unless set."`
}

type show struct{}

func (show) run(_ context.Context, stdout, _ io.Writer) error {
	_, err := fmt.Fprintln(stdout, "corredor", version, runtime.Version())
	return err
}

const defaultAddr = "127.0.0.1:8080"

// variables are the defaults that help names.
func variables(dataDir string) kong.Vars {
	return kong.Vars{"addr": defaultAddr, "data_dir": dataDir, "rate": defaultRate,
		"pool": strconv.Itoa(data.DefaultQuestions), "snapshot_every": "3m", "web_archive": web.DefaultArchive,
		"geoboundaries": geoBoundariesURL, "overpass": overpassURL, "refs": haulRefs}
}

// read reads the command line and the environment, and names the command. The name is
// empty when help was asked for, and printed.
func read(args []string, stdout io.Writer) (c *commandLine, command string, err error) {
	c = &commandLine{}
	helped := false
	parser, err := kong.New(c,
		kong.Name("corredor"),
		kong.Description("A map of a conflict along a road: incidents, emergency zones and dialogue, by date."),
		variables(defaultDataDir()),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(stdout, stdout),
		kong.Exit(func(int) { helped = true }),
	)
	if err != nil {
		return nil, "", err
	}
	switch { // what people type who do not know us yet
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help":
		args = append(slices.Clip(args[1:]), "--help")
	case args[0] == "--version":
		args = []string{"version"}
	}
	chosen, err := parser.Parse(args)
	if helped {
		return c, "", nil
	}
	if err != nil {
		return nil, "", wrongf("%v; corredor --help lists what there is", err)
	}
	return c, chosen.Command(), nil
}

// parse returns what the command line asks for, nothing when that was help.
func parse(args []string, stdout io.Writer) (action, error) {
	c, command, err := read(args, stdout)
	if err != nil {
		return nil, err
	}
	switch command {
	case "serve":
		return c.Serve.run, c.Serve.check()
	case "migrate":
		return c.Migrate.run, c.Migrate.check()
	case "export items <collection>":
		return c.Export.Items.run, c.Export.Items.check()
	case "export tiles":
		return c.Export.Tiles.run, c.Export.Tiles.check()
	case "import <collection>", "import <collection> <file>":
		return c.Import.run, c.Import.check()
	case "fetch boundaries":
		return c.Fetch.Boundaries.run, c.Fetch.Boundaries.check()
	case "fetch road":
		return c.Fetch.Road.run, c.Fetch.Road.check()
	case "release":
		return c.Release.run, c.Release.check()
	case "user add <email>":
		return c.User.Add.run, c.User.Add.check()
	case "user list":
		return c.User.List.run, c.User.List.check()
	case "user role <email> <role>":
		return c.User.Role.run, c.User.Role.check()
	case "user disable <email>":
		return c.User.Disable.run, c.User.Disable.check()
	case "user enable <email>":
		return c.User.Enable.run, c.User.Enable.check()
	case "user link <email>":
		return c.User.Link.run, c.User.Link.check()
	case "audit export":
		return c.Audit.Export.run, c.Audit.Export.check()
	case "check links":
		return c.Check.Links.run, c.Check.Links.check()
	case "token create":
		return c.Token.Create.run, c.Token.Create.check()
	case "token list":
		return c.Token.List.run, c.Token.List.check()
	case "token revoke <number>":
		return c.Token.Revoke.run, c.Token.Revoke.check()
	case "postgis":
		return c.PostGIS.run, nil
	case "health":
		return c.Health.run, checkAddr(&c.Health.Addr)
	case "version":
		return c.Version.run, nil
	}
	return nil, nil
}

// wrongf is the problem of a wrong setting.
func wrongf(format string, a ...any) error {
	return &geo.Problem{Kind: geo.Invalid, Msg: fmt.Sprintf(format, a...)}
}

func (c *common) check() error {
	if c.DatabaseURL != "" {
		if _, err := pgxpool.ParseConfig(c.DatabaseURL); err != nil {
			// The error itself may show the password.
			return wrongf("--database-url (DATABASE_URL) cannot be read: it should look like postgres://user:password@host:5432/database")
		}
	}
	if c.DataDir == "" {
		c.DataDir = defaultDataDir()
	}
	if c.DatabaseURL == "" && c.DataDir == "" {
		return wrongf("this user has no home folder: say with --data-dir (CORREDOR_DATA_DIR) where to keep the database")
	}
	if c.PgPort != "" {
		port, err := strconv.ParseUint(c.PgPort, 10, 16)
		if err != nil || port == 0 {
			return wrongf("--pg-port (CORREDOR_PG_PORT) is %q: a port is a number from 1 to 65535", c.PgPort)
		}
		c.pgPort = int(port)
	}
	switch c.LogFormat {
	case "":
		c.LogFormat = "text"
	case "text", "json":
	default:
		return wrongf("--log-format (CORREDOR_LOG_FORMAT) is %q: it can be text or json", c.LogFormat)
	}
	return nil
}

func (s *serve) check() error {
	if err := s.common.check(); err != nil {
		return err
	}
	if err := checkAddr(&s.Addr); err != nil {
		return err
	}
	if err := s.checkLimits(); err != nil {
		return err
	}
	if err := s.checkLife(); err != nil {
		return err
	}
	if err := s.checkOrganisation(); err != nil {
		return err
	}
	if u, err := url.Parse(s.WebArchive); s.WebArchive != "" && s.WebArchive != "off" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || !strings.HasSuffix(s.WebArchive, "/")) {
		return wrongf("--web-archive (CORREDOR_WEB_ARCHIVE) is %q: it should look like %s, or be off", s.WebArchive, web.DefaultArchive)
	}
	if s.ReleasesDir == "" {
		s.ReleasesDir = releasesIn(s.DataDir)
	}
	if possible := []string{"", "yes", "no"}; !slices.Contains(possible, s.WebhookPrivate) {
		return wrongf("--webhook-allow-private (CORREDOR_WEBHOOK_ALLOW_PRIVATE) is %q: it can be yes or no", s.WebhookPrivate)
	}
	if s.BaseURL == "" {
		return nil
	}
	var err error
	s.BaseURL, err = checkBaseURL(s.BaseURL)
	return err
}

// checkBaseURL checks how the outside sees the server, and returns it without a slash at
// the end.
func checkBaseURL(base string) (string, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || strings.ContainsAny(u.Path, `"<>`) || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", wrongf("--base-url (CORREDOR_BASE_URL) is %q: it should look like https://map.example.org", base)
	}
	return strings.TrimSuffix(base, "/"), nil
}

// checkAddr checks an address to listen on, or sets it when none is given.
func checkAddr(addr *string) error {
	if *addr == "" {
		*addr = defaultAddr
	}
	_, port, err := net.SplitHostPort(*addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return wrongf("--addr (CORREDOR_ADDR) is %q: it should be a host and a port, such as %s", *addr, defaultAddr)
	}
	return nil
}

// logger writes the log in the format asked for.
func (c *common) logger(stderr io.Writer) *slog.Logger { return c.logFrom(slog.LevelInfo, stderr) }

// warnings is the log of a command that is done when it is done: without news.
func (c *common) warnings(stderr io.Writer) *slog.Logger { return c.logFrom(slog.LevelWarn, stderr) }

func (c *common) logFrom(level slog.Level, stderr io.Writer) *slog.Logger {
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: level, ReplaceAttr: readable}))
	}
	return slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
}

// readable writes durations in JSON as in text, "1.5s", not in nanoseconds.
func readable(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.StringValue(a.Value.Duration().String())
	}
	return a
}

func defaultDataDir() string {
	home, _ := os.UserHomeDir() // empty when there is none
	return dataDirOf(os.Geteuid(), runtime.GOOS, os.Getenv("XDG_DATA_HOME"), home)
}

// dataDirOf is a user's data folder by the custom of the system, empty for a user without
// a home. PostgreSQL does not run as root, and whom it runs as may not enter root's home,
// so root's data is where services keep theirs.
func dataDirOf(euid int, goos, xdg, home string) string {
	switch {
	case euid == 0:
		return "/var/lib/corredor"
	case filepath.IsAbs(xdg):
		return filepath.Join(xdg, "corredor")
	case home == "":
		return ""
	case goos == "darwin":
		return filepath.Join(home, "Library", "Application Support", "corredor")
	}
	return filepath.Join(home, ".local", "share", "corredor")
}

// plainTerminal reports whether the terminal shows lines and no more.
func plainTerminal() bool { return os.Getenv("TERM") == "dumb" }

// gogc reports whether GOGC, which Go reads by itself, is set.
func gogc() bool { return os.Getenv("GOGC") != "" }

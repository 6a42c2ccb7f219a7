package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// setting is a flag and its environment variable.
type setting struct{ flag, env string }

// settings lists every setting of every command, as the command line knows them.
func settings(t *testing.T) []setting {
	t.Helper()
	parser, err := kong.New(&commandLine{}, variables(""))
	if err != nil {
		t.Fatal(err)
	}
	var all []setting
	for _, command := range parser.Model.Children {
		for _, flag := range command.Flags {
			if len(flag.Envs) == 0 {
				continue // what a command is asked this once is no setting
			}
			if len(flag.Envs) != 1 {
				t.Fatalf("--%s has %d environment variables", flag.Name, len(flag.Envs))
			}
			all = append(all, setting{"--" + flag.Name, flag.Envs[0]})
		}
	}
	return all
}

// clean takes the settings of whoever runs the tests out of the environment.
func clean(t *testing.T) {
	t.Helper()
	for _, s := range settings(t) {
		t.Setenv(s.env, "")
	}
}

func TestAWrongSettingIsOneLineAndStatusTwo(t *testing.T) {
	for _, c := range []struct {
		args, env, says string
	}{
		{"serve --web-archive example.org", "", "--web-archive"},
		{"serve --addr 8080", "", `--addr (CORREDOR_ADDR) is "8080"`},
		{"serve --addr localhost:99999", "", "should be a host and a port"},
		{"serve --addr localhost:http", "", "should be a host and a port"},
		{"serve", "CORREDOR_ADDR=nowhere", "CORREDOR_ADDR"},
		{"health --addr nowhere", "", "--addr"},
		{"serve --log-format xml", "", "it can be text or json"},
		{"migrate", "CORREDOR_LOG_FORMAT=loud", "CORREDOR_LOG_FORMAT"},
		{"serve --base-url map.example.org", "", "https://map.example.org"},
		{"serve --base-url ftp://map.example.org", "", "--base-url"},
		{"serve --base-url https://map.example.org/?x=1", "", "--base-url"},
		{"serve --base-url http://:8080", "", "--base-url"},
		{`serve --base-url https://map.example.org/"x>`, "", "--base-url"},
		{"serve --database-url http://host/db", "", "--database-url"},
		{"serve --oidc-issuer http://login.example.org --oidc-client-id x", "", "https://login.example.org"},
		{"serve --oidc-issuer https://login.example.org", "", "--oidc-client-id"},
		{"serve --oidc-issuer https://login.example.org --oidc-client-id x", "", "--base-url"},
		{"serve --oidc-issuer https://login.example.org --oidc-client-id x --base-url https://m.example.org", "", "--oidc-client-secret"},
		{"serve --oidc-issuer https://login.example.org --oidc-client-id x --base-url https://m.example.org --oidc-client-secret-file /nowhere", "CORREDOR_OIDC_CLIENT_SECRET=x", "both set"},
		{"release --date yesterday", "", "2026-11-30"},
		{"release --base-url nowhere", "", "https://map.example.org"},
		{"serve --oidc-name Ministerio", "", "--oidc-issuer"},
		{"serve", "DATABASE_URL=postgres://u:secret@h:port/db", "DATABASE_URL"},
		{"serve --pg-port 0", "", "from 1 to 65535"},
		{"serve --pg-port 70000", "", "from 1 to 65535"},
		{"serve --rate fast", "", "--rate"},
		{"serve --rate -1", "", "--rate"},
		{"serve", "CORREDOR_RATE=NaN", "CORREDOR_RATE"},
		{"serve --pool 0", "", "--pool"},
		{"serve", "CORREDOR_POOL=many", "from 1 to 500"},
		{"serve --read-url postgres://h/db", "", "DATABASE_URL"},
		{"serve --database-url postgres://h/db --read-url http://u:secret@h/db", "", "--read-url"},
		{"serve --snapshot-every 1ms", "", "a second or more"},
		{"serve --snapshot-every often", "", "90s"},
		{"serve --trusted-proxies localhost", "", "127.0.0.1,10.0.0.0/8"},
		{"serve --port 80", "", "unknown flag --port"},
		{"serve --addr", "", "--addr"},
		{"sevre", "", "sevre"},
		{"serve now", "", "now"},
	} {
		t.Run(c.args+" "+c.env, func(t *testing.T) {
			clean(t)
			if name, value, ok := strings.Cut(c.env, "="); ok {
				t.Setenv(name, value)
			}
			var stdout, stderr bytes.Buffer
			if status := run(strings.Fields(c.args), &stdout, &stderr); status != 2 {
				t.Errorf("status %d", status)
			}
			said := stderr.String()
			if strings.Count(said, "\n") != 1 || !strings.HasSuffix(said, "\n") {
				t.Errorf("not one line: %q", said)
			}
			if !strings.HasPrefix(said, "corredor: ") || !strings.Contains(said, c.says) {
				t.Errorf("%q does not say %q", said, c.says)
			}
			if strings.Contains(said, "u:secret") {
				t.Errorf("%q shows the password", said)
			}
			if stdout.Len() > 0 {
				t.Errorf("said on standard output: %s", stdout.String())
			}
		})
	}
}

func TestAFlagWinsOverTheEnvironmentAndThatOverTheDefault(t *testing.T) {
	clean(t)
	read := func(args ...string) commandLine {
		t.Helper()
		c, _, err := read(append([]string{"serve"}, args...), &bytes.Buffer{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Serve.check(); err != nil {
			t.Fatal(err)
		}
		return *c
	}
	if got := read().Serve; got.Addr != "127.0.0.1:8080" || got.LogFormat != "text" || got.DatabaseURL != "" || got.pgPort != 0 {
		t.Errorf("the defaults are %+v", got)
	}
	t.Setenv("CORREDOR_ADDR", "127.0.0.1:0")
	t.Setenv("CORREDOR_BASE_URL", "https://map.example.org/road/")
	t.Setenv("DATABASE_URL", "postgres://there/db")
	t.Setenv("CORREDOR_DATA_DIR", "/somewhere")
	t.Setenv("CORREDOR_LOG_FORMAT", "json")
	t.Setenv("CORREDOR_PG_BIN", "/pg/bin")
	t.Setenv("CORREDOR_PG_PORT", "5433")
	t.Setenv("CORREDOR_RATE", "20")
	t.Setenv("CORREDOR_POOL", "20")
	t.Setenv("CORREDOR_READ_URL", "postgres://standby/db")
	t.Setenv("CORREDOR_SNAPSHOT_DIR", "off")
	t.Setenv("CORREDOR_SNAPSHOT_EVERY", "90s")
	t.Setenv("CORREDOR_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")
	got := read().Serve
	want := serve{
		Addr:    "127.0.0.1:0",
		BaseURL: "https://map.example.org/road",
		Rate:    "20", Proxies: "127.0.0.1, 10.0.0.0/8", rate: 20,
		Pool: "20", pool: 20, ReadURL: "postgres://standby/db",
		SnapshotDir: "off", SnapshotEvery: "90s", snapshotEvery: 90 * time.Second,
		ReleasesDir: "/somewhere/releases",
		common: common{
			DatabaseURL: "postgres://there/db", DataDir: "/somewhere", LogFormat: "json",
			PgBin: "/pg/bin", PgPort: "5433", pgPort: 5433,
		},
	}
	if got != want {
		t.Errorf("from the environment:\n got %+v\nwant %+v", got, want)
	}
	if proxies, err := got.trusted(); err != nil || len(proxies) != 2 || proxies[0].String() != "127.0.0.1/32" || got.limits().Burst != 600 {
		t.Error(proxies, err, got.limits())
	}
	if got := read("--addr", "localhost:81", "--log-format=text").Serve; got.Addr != "localhost:81" || got.LogFormat != "text" {
		t.Errorf("the flags did not win: %+v", got)
	}
}

func TestTheDataFolderFollowsTheSystem(t *testing.T) {
	for _, c := range []struct {
		name      string
		euid      int
		goos      string
		xdg, home string
		want      string
	}{
		{"root", 0, "linux", "/root/.local/share", "/root", "/var/lib/corredor"},
		{"Linux", 1000, "linux", "", "/home/ana", "/home/ana/.local/share/corredor"},
		{"XDG", 1000, "linux", "/data/ana", "/home/ana", "/data/ana/corredor"},
		{"a relative XDG is no XDG", 1000, "linux", "data", "/home/ana", "/home/ana/.local/share/corredor"},
		{"macOS", 501, "darwin", "", "/Users/ana", "/Users/ana/Library/Application Support/corredor"},
		{"no home", 1000, "linux", "", "", ""},
	} {
		if got := dataDirOf(c.euid, c.goos, c.xdg, c.home); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	clean(t)
	for args, words := range map[string][]string{
		"":               {"serve", "migrate", "health", "version"},
		"--help":         {"serve", "migrate", "health", "version"},
		"serve --help":   {"--addr", "$CORREDOR_ADDR", "127.0.0.1:8080", "--database-url", "$DATABASE_URL", "--data-dir", "--base-url", "--log-format"},
		"migrate --help": {"--database-url", "up to date"},
		"health --help":  {"--addr", "ready"},
		"postgis --help": {"--pg-bin", "what to install"},
		"help serve":     {"--database-url"},
		"version":        {version},
		"--version":      {version},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(args), &stdout, &stderr); status != 0 || stderr.Len() > 0 {
			t.Errorf("corredor %s: status %d, %s", args, status, stderr.String())
		}
		for _, w := range words {
			if !strings.Contains(stdout.String(), w) {
				t.Errorf("corredor %s does not mention %s:\n%s", args, w, stdout.String())
			}
		}
	}
}

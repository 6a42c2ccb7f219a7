package localpg

import (
	"path/filepath"
	"strconv"
	"strings"
)

// settings are the server's arguments. They stand on its command line, not in a file of
// the cluster, so that a later release of this program can change them.
func (c *Cluster) settings() []string {
	settings := []string{
		"hba_file=" + filepath.Join(c.dir, "pg_hba.conf"),
		"ident_file=" + filepath.Join(c.dir, "pg_ident.conf"),
		"unix_socket_directories=" + quote(c.socket),
		"unix_socket_permissions=0700",
		"listen_addresses=" + c.listen(),
		"port=" + strconv.Itoa(c.port()),
		"password_encryption=scram-sha-256",
		"logging_collector=off",
		"log_timezone=UTC",
		"timezone=UTC",
		"lc_messages=C",
		"jit=off", // costs short queries more than it saves
		"shared_buffers=256MB",
		"random_page_cost=1.1", // what is asked for often is in memory
		"max_wal_size=2GB", "checkpoint_timeout=15min",
	}
	if c.options.Standbys {
		settings = append(settings, "wal_level=replica", "max_wal_senders=4")
	} else {
		// Nobody copies this cluster as it runs: so the log need not hold the indexes
		// that an import builds, and a million rows go in between two checkpoints.
		settings = append(settings, "wal_level=minimal", "max_wal_senders=0")
	}
	if c.options.Fast {
		settings = append(settings,
			"fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", c.pgdata()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

func (c *Cluster) listen() string {
	if c.options.ListenPort != 0 {
		return "127.0.0.1"
	}
	return ""
}

// port numbers the socket too; it is in a folder of its own, so any number will do.
func (c *Cluster) port() int {
	if c.options.ListenPort != 0 {
		return c.options.ListenPort
	}
	return 5432
}

// quote quotes a path for a setting that is a list of paths.
func quote(path string) string { return `"` + strings.ReplaceAll(path, `"`, `""`) + `"` }

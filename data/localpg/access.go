package localpg

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// writeAccess says in PostgreSQL's terms who may connect; see the package comment. It
// is written at every start because the users may have changed since the last one.
func writeAccess(dir string, a account) error {
	hba := fmt.Sprintf("local all,replication %s peer map=corredor\nhost all %s 127.0.0.1/32 scram-sha-256\n", role, role)
	var ident strings.Builder
	for _, user := range []string{a.name, userName(uint32(os.Geteuid()))} {
		fmt.Fprintf(&ident, "corredor \"%s\" %s\n", user, role)
	}
	for name, text := range map[string]string{"pg_hba.conf": hba, "pg_ident.conf": ident.String()} {
		file := filepath.Join(dir, name)
		err := os.WriteFile(file, []byte(text), 0o644)
		if err == nil && a.drop {
			err = os.Chmod(file, 0o644) // the account reads it, whatever root's umask is
		}
		if err != nil {
			return problem(err, "The folder %s cannot be written to.", dir)
		}
	}
	return nil
}

// setPassword gives the database user the password that stands in the folder, for those
// who come by the port. Without a port none is needed.
func (c *Cluster) setPassword(ctx context.Context) error {
	if c.options.ListenPort == 0 {
		return nil
	}
	file := filepath.Join(c.dir, "password")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		text = []byte(rand.Text() + "\n")
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		return problem(err, "The password of the database in %s cannot be kept.", file)
	}
	c.password = strings.TrimSpace(string(text))
	err = with(ctx, c.socketURL("postgres"), func(conn *pgx.Conn) error {
		quoted, err := conn.PgConn().EscapeString(c.password)
		if err == nil {
			_, err = conn.Exec(ctx, fmt.Sprintf(`alter role %s password '%s'`, role, quoted))
		}
		return err
	})
	if err != nil {
		return problem(err, "The password of the database could not be set.")
	}
	c.log.Info("PostgreSQL also listens on loopback", "port", c.options.ListenPort, "user", role, "password in", file)
	return nil
}

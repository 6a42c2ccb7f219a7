package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"corredor/data"
	"corredor/data/localpg"
	"corredor/geo"
)

// tokens are the commands that make, list and revoke the tokens with which programs write.
type tokens struct {
	Create tokenCreate `cmd:"" help:"Make a token of an account and print it. It is shown this once."`
	List   tokenList   `cmd:"" help:"List the tokens: whose they are, what for, until when, and when they were last used."`
	Revoke tokenRevoke `cmd:"" help:"Take a token back, by its number in the list."`
}

type tokenCreate struct {
	User  string   `required:"" placeholder:"EMAIL" help:"Whose it is: it may what the roles of this account may, as far as its scopes go."`
	Scope []string `required:"" placeholder:"SCOPE" help:"What it is for: incidents, drafts, publish, webhooks or administer. Several with commas between them."`
	Days  int      `placeholder:"DAYS" default:"90" help:"For how many days it is good, 1 to 3660. ${default} unless set."`
	Name  string   `placeholder:"NAME" default:"token" help:"What it is for, in your words; lists show it."`
	common
}

type tokenList struct{ common }

type tokenRevoke struct {
	ID int64 `arg:"" name:"number" help:"Number of the token, as corredor token list shows it."`
	common
}

// withStore opens the database, also beside a running server, does one thing and closes it.
// It makes no private database: what is said to an empty one is said to nobody.
func (c *common) withStore(ctx context.Context, stderr io.Writer, do func(*data.Store) error) error {
	if c.DatabaseURL == "" && !localpg.Exists(c.clusterDir()) {
		return geo.Invalidf("--data-dir", "There is no database in %s yet. Name the folder of your server with --data-dir (CORREDOR_DATA_DIR), its database with --database-url (DATABASE_URL), or start corredor serve first.", c.DataDir)
	}
	quiet := c.warnings(stderr)
	db, err := openBeside(ctx, *c, quiet)
	if err != nil {
		return unlessAsked(ctx, err)
	}
	return errors.Join(do(db.store), db.close())
}

// run prints the token alone on standard output, for a script to take.
func (c *tokenCreate) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		owner, err := s.AccountOf(ctx, c.User)
		if err != nil {
			return err
		}
		var scopes []geo.Permission
		for _, one := range c.Scope {
			scopes = append(scopes, geo.Permission(one))
		}
		secret, made, err := s.CreateToken(ctx, geo.Operator, owner.ID, c.Name, scopes, c.Days)
		if err != nil {
			return err
		}
		fmt.Fprintf(stderr, "Token %d, %q, of %s, for %s, is good until %s. Keep it now: it is not shown again.\n",
			made.ID, made.Name, made.Email, scopesIn(made), moment(*made.Expires))
		_, err = fmt.Fprintln(stdout, secret)
		return err
	})
}

func (c *tokenList) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		all, err := s.Tokens(ctx, geo.Operator, 0)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err = fmt.Fprintln(stdout, "There are no tokens. corredor token create makes one.")
			return err
		}
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NUMBER\tACCOUNT\tNAME\tSCOPES\tMADE\tEXPIRES\tLAST USED\tSTATE")
		for _, t := range all {
			account := t.Email
			if account == "" {
				account = "none"
			}
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, account, t.Name, scopesIn(t), moment(t.Made), orNever(t.Expires), orNever(t.LastUsed), state(t))
		}
		return table.Flush()
	})
}

// scopesIn are a token's scopes in words.
func scopesIn(t data.Token) string {
	var names []string
	for _, p := range t.Scopes {
		names = append(names, string(p))
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, ",")
}

func state(t data.Token) string {
	switch {
	case t.Revoked != nil:
		return "revoked " + moment(*t.Revoked)
	case !t.Good(time.Now()):
		return "expired"
	}
	return "good"
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func orNever(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return moment(*t)
}

func (c *tokenRevoke) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		t, err := s.RevokeToken(ctx, geo.Operator, c.ID)
		if err == nil {
			_, err = fmt.Fprintf(stdout, "Token %d, %q, is good no more.\n", t.ID, t.Name)
		}
		return err
	})
}

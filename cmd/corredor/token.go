package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"corredor/data"
)

// tokens are the commands that make, list and revoke the tokens with which the API is written.
type tokens struct {
	Create tokenCreate `cmd:"" help:"Make a token and print it. It is shown this once."`
	List   tokenList   `cmd:"" help:"List the tokens: who has one, until when, and when it last wrote."`
	Revoke tokenRevoke `cmd:"" help:"Take a token back, by its number in the list."`
}

type tokenCreate struct {
	Name string `placeholder:"NAME" default:"token" help:"Who or what it is for; the list and the history show it."`
	Days int    `placeholder:"DAYS" default:"365" help:"For how many days it is good; 0 for ever. ${default} unless set."`
	common
}

type tokenList struct{ common }

type tokenRevoke struct {
	ID int64 `arg:"" name:"number" help:"Number of the token, as corredor token list shows it."`
	common
}

// withTokens opens the database, also beside a running server, does one thing and closes it.
func (c *common) withTokens(ctx context.Context, stderr io.Writer, do func(*data.Store) error) error {
	quiet := c.warnings(stderr)
	db, err := openBeside(ctx, *c, quiet)
	if err != nil {
		return unlessAsked(ctx, err)
	}
	return errors.Join(do(db.store), db.close())
}

// run prints the token alone on standard output, for a script to take.
func (c *tokenCreate) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withTokens(ctx, stderr, func(s *data.Store) error {
		secret, made, err := s.CreateToken(ctx, c.Name, c.Days)
		if err != nil {
			return err
		}
		until := "for ever"
		if made.Expires != nil {
			until = "until " + moment(*made.Expires)
		}
		fmt.Fprintf(stderr, "Token %d, %q, is good %s. Keep it now: it is not shown again.\n", made.ID, made.Name, until)
		_, err = fmt.Fprintln(stdout, secret)
		return err
	})
}

func (c *tokenList) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withTokens(ctx, stderr, func(s *data.Store) error {
		all, err := s.Tokens(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err = fmt.Fprintln(stdout, "There are no tokens. corredor token create makes one.")
			return err
		}
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NUMBER\tNAME\tMADE\tEXPIRES\tLAST WROTE\tSTATE")
		for _, t := range all {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, moment(t.Made), orNever(t.Expires), orNever(t.LastUsed), state(t))
		}
		return table.Flush()
	})
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
	return c.withTokens(ctx, stderr, func(s *data.Store) error {
		t, err := s.RevokeToken(ctx, c.ID)
		if err == nil {
			_, err = fmt.Fprintf(stdout, "Token %d, %q, is good no more.\n", t.ID, t.Name)
		}
		return err
	})
}

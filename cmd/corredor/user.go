package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"corredor/data"
	"corredor/geo"
)

// users are the commands that make accounts and say what they may.
type users struct {
	Add     userAdd     `cmd:"" help:"Make an account, and print the link by which its owner chooses a password."`
	List    userList    `cmd:"" help:"List the accounts: who they are, what they may, and whether they are good."`
	Role    userRole    `cmd:"" help:"Say what an account is for from now on."`
	Disable userDisable `cmd:"" help:"Let nothing of an account open a door any more: password, sessions, tokens, links."`
	Enable  userEnable  `cmd:"" help:"Take that back."`
	Link    userLink    `cmd:"" help:"Print a link by which the owner of an account chooses a password. Older ones are void."`
}

type userAdd struct {
	Email string   `arg:"" help:"E-mail by which they sign in."`
	Role  []string `placeholder:"ROLE" help:"What they are for: reader, analyst, planner, publisher or administrator. Several with commas between them, or several times. reader unless set."`
	Name  string   `placeholder:"NAME" help:"What others see, everybody where something is published. A number unless set."`
	linking
}

type userList struct{ common }

type userRole struct {
	Email string   `arg:"" help:"E-mail of the account."`
	Roles []string `arg:"" name:"role" help:"All its roles from now on: reader, analyst, planner, publisher, administrator."`
	common
}

type userDisable struct{ named }
type userEnable struct{ named }

type userLink struct {
	Email string `arg:"" help:"E-mail of the account."`
	linking
}

// named is a command about one account.
type named struct {
	Email string `arg:"" help:"E-mail of the account."`
	common
}

// linking is a command that prints a link.
type linking struct {
	BaseURL string `name:"base-url" env:"CORREDOR_BASE_URL" placeholder:"URL" help:"How the outside sees the server, for the link. Unless set, where the server of the data folder listens, else http://${addr}."`
	common
}

func (l *linking) check() (err error) {
	if l.BaseURL == "" {
		return l.common.check()
	}
	if l.BaseURL, err = checkBaseURL(l.BaseURL); err != nil {
		return err
	}
	return l.common.check()
}

// base is the address of the server that a link leads to.
func (l *linking) base() string {
	if l.BaseURL != "" {
		return l.BaseURL
	}
	if l.DatabaseURL == "" {
		if at, err := os.ReadFile(addressFile(l.DataDir)); err == nil {
			return strings.TrimSpace(string(at))
		}
	}
	return "http://" + defaultAddr
}

// addressFile is where a server says how it is reached, while it runs.
func addressFile(dataDir string) string { return filepath.Join(dataDir, "address") }

// linkAt is where a link leads.
func linkAt(base string, l data.Link) string { return base + "/account/link/" + l.Secret }

func rolesOf(names []string) (roles []geo.Role) {
	for _, n := range names {
		for one := range strings.SplitSeq(n, ",") {
			roles = append(roles, geo.Role(strings.TrimSpace(one)))
		}
	}
	return roles
}

// run prints the link alone on standard output, for a script to take.
func (c *userAdd) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		made, err := s.AddAccount(ctx, geo.Operator, c.Email, c.Name, rolesOf(c.Role))
		if err != nil {
			return err
		}
		fmt.Fprintf(stderr, "Account %d, %s, is made: %s.\n", made.ID, made.Email, wordsOf(made.Roles))
		return printLink(ctx, s, c.base(), made, stdout, stderr)
	})
}

func printLink(ctx context.Context, s *data.Store, base string, a data.Account, stdout, stderr io.Writer) error {
	link, err := s.MakeLink(ctx, geo.Operator, a.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "Give this link to %s. It is good once, until %s.\n", a.Email, moment(link.Expires))
	_, err = fmt.Fprintln(stdout, linkAt(base, link))
	return err
}

func (c *userLink) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		a, err := s.AccountOf(ctx, c.Email)
		if err != nil {
			return err
		}
		return printLink(ctx, s, c.base(), a, stdout, stderr)
	})
}

func wordsOf(roles []geo.Role) string {
	var names []string
	for _, r := range roles {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func (c *userList) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		all, err := s.Accounts(ctx, geo.Operator)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err = fmt.Fprintln(stdout, "There are no accounts. corredor user add makes one.")
			return err
		}
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NUMBER\tE-MAIL\tNAME\tROLES\tMADE\tSIGNS IN\tSTATE")
		for _, a := range all {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", a.ID, a.Email, a.Name, wordsOf(a.Roles), moment(a.Made), means(a), standing(a))
		}
		return table.Flush()
	})
}

// means is by what an account signs in.
func means(a data.Account) string {
	switch {
	case a.Password && a.Identity:
		return "by password or organisation"
	case a.Password:
		return "by password"
	case a.Identity:
		return "by organisation"
	}
	return "not yet"
}

func standing(a data.Account) string {
	if a.Disabled != nil {
		return "disabled " + moment(*a.Disabled)
	}
	return "good"
}

func (c *userRole) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.change(ctx, c.Email, stdout, stderr, func(s *data.Store, id int64) (string, error) {
		a, err := s.SetRoles(ctx, geo.Operator, id, rolesOf(c.Roles))
		return "is for " + wordsOf(a.Roles), err
	})
}

func (c *userDisable) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.change(ctx, c.Email, stdout, stderr, func(s *data.Store, id int64) (string, error) {
		_, err := s.Disable(ctx, geo.Operator, id)
		return "is disabled", err
	})
}

func (c *userEnable) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.change(ctx, c.Email, stdout, stderr, func(s *data.Store, id int64) (string, error) {
		_, err := s.Enable(ctx, geo.Operator, id)
		return "is good again", err
	})
}

// change does something to the account of an e-mail and says what.
func (c *common) change(ctx context.Context, email string, stdout, stderr io.Writer, do func(s *data.Store, id int64) (said string, err error)) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		a, err := s.AccountOf(ctx, email)
		if err != nil {
			return err
		}
		said, err := do(s, a.ID)
		if err == nil {
			_, err = fmt.Fprintf(stdout, "The account of %s %s.\n", a.Email, said)
		}
		return err
	})
}

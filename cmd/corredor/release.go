package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"corredor/data"
	"corredor/data/releases"
	"corredor/geo"
	"corredor/web"
)

// release is the command that freezes the public data as a version that can be cited.
type release struct {
	Out     string `placeholder:"FOLDER" help:"Folder of releases, in which the new one gets one of its own. The folder releases of the data folder unless set."`
	Date    string `placeholder:"DAY" help:"Day that names it, such as 2026-11-30. Today, in UTC, unless set."`
	Again   bool   `help:"Make one also where the data have not changed since the last."`
	Static  string `placeholder:"FOLDER" help:"Also write the release as this folder, which must not be there yet, for any static host: files, page, embed and map."`
	BaseURL string `name:"base-url" env:"CORREDOR_BASE_URL" placeholder:"URL" help:"How the outside sees the server, for the addresses in the release. None unless set."`
	common

	day geo.Day
}

func (c *release) check() error {
	if err := c.common.check(); err != nil {
		return err
	}
	if c.Out == "" {
		c.Out = releasesIn(c.DataDir)
	}
	if c.Out == "" {
		return wrongf("this user has no home folder: say with --out where releases are kept")
	}
	c.day = geo.DayOf(time.Now())
	if c.Date != "" {
		var err error
		if c.day, err = geo.ParseDay(c.Date); err != nil {
			return wrongf("--date is %q: it should look like 2026-11-30", geo.Clip(c.Date, 40))
		}
	}
	if c.BaseURL == "" {
		return nil
	}
	var err error
	c.BaseURL, err = checkBaseURL(c.BaseURL)
	return err
}

// releasesIn is where releases are kept unless told, empty where there is no data folder.
func releasesIn(dataDir string) string {
	if dataDir == "" {
		return ""
	}
	return filepath.Join(dataDir, "releases")
}

// run makes a release and prints where it is.
func (c *release) run(ctx context.Context, stdout, stderr io.Writer) error {
	folder := releases.NewFolder(c.Out, c.warnings(stderr))
	var made *releases.Release
	err := c.withStore(ctx, stderr, func(s *data.Store) (err error) {
		made, err = folder.Make(ctx, s, releases.Order{Day: c.day, Again: c.Again, Address: c.BaseURL, Program: version,
			Tell: func(format string, a ...any) { fmt.Fprintf(stderr, format+"\n", a...) }})
		return err
	})
	switch already, ok := errors.AsType[releases.Already](err); {
	case ok:
		fmt.Fprintf(stdout, "%s --again makes one all the same.\n", already)
		if made, err = folder.Find(already.Version); err != nil {
			return err
		}
	case err != nil && ctx.Err() != nil:
		return errors.New("stopped; no release is made")
	case err != nil || made == nil:
		return err
	default:
		fmt.Fprintf(stdout, "The release %s is in %s\n", made.Version, filepath.Join(c.Out, made.Version))
	}
	if c.Static == "" {
		return nil
	}
	writer, err := web.New(web.Config{Releases: folder, BaseURL: c.BaseURL, Version: version})
	if err != nil {
		return err
	}
	if err := writer.WriteStatic(ctx, made, c.Static); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "The folder %s can be put on any static host.\n", c.Static)
	return err
}

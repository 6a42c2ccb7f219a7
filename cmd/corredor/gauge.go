package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"corredor/data/imports"
)

// A gauge shows how far a work is: on a terminal a bar while it can be told, else
// what is being done and for how long; elsewhere a line now and then.
type gauge struct {
	to      io.Writer
	counts  string // what its rows are, where nobody watches
	watched bool
	bar     *progressbar.ProgressBar // nil before the first stage, and where nobody watches
	stage   imports.Stage
	known   bool // the bar is one of a known length
	began   time.Time
	said    time.Time
}

// every is how often a gauge without a bar says something; what takes less than brief
// needs no words.
const (
	every = 5 * time.Second
	brief = time.Second
)

func newGauge(to io.Writer) *gauge {
	now := time.Now()
	return &gauge{to: to, counts: "rows", watched: isTerminal(to) && !plainTerminal(), began: now, said: now}
}

// tell shows how far the work is.
func (g *gauge) tell(p imports.Progress) {
	if !g.watched {
		g.line(p)
		return
	}
	known := p.Of > 0 && p.Bytes < p.Of
	if g.bar == nil || p.Stage != g.stage || known != g.known {
		g.done()
		g.stage, g.known = p.Stage, known
		g.bar = g.show()
	}
	if known {
		_ = g.bar.Set64(p.Bytes * 1000 / p.Of) // a bar that cannot be drawn is no fault of the import
	}
}

// show begins a bar, or, where the end is not known, a wheel that turns by itself.
func (g *gauge) show() *progressbar.ProgressBar {
	options := []progressbar.Option{progressbar.OptionSetWriter(g.to), progressbar.OptionSetDescription(string(g.stage)),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100 * time.Millisecond)}
	if g.known {
		return progressbar.NewOptions64(1000, append(options, progressbar.OptionSetPredictTime(true))...)
	}
	wheel := progressbar.NewOptions64(-1, append(options, progressbar.OptionSpinnerCustom([]string{"|", "/", "-", `\`}), progressbar.OptionSetElapsedTime(true))...)
	_ = wheel.RenderBlank()
	return wheel
}

func (g *gauge) line(p imports.Progress) {
	now := time.Now()
	if now.Sub(g.began) < brief || p.Stage == g.stage && now.Sub(g.said) < every {
		return
	}
	g.stage, g.said = p.Stage, now
	fmt.Fprintf(g.to, "%s: %d %s\n", p.Stage, p.Rows, g.counts)
}

// done takes the bar away.
func (g *gauge) done() {
	if g.bar != nil {
		_ = g.bar.Finish()
		g.bar = nil
	}
}

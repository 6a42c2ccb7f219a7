package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// card is what other programs show of a page: chat and social networks by Open Graph
// and Twitter tags, content systems by oEmbed. The template head_share writes it into
// the head of a page.
type card struct {
	URL                string // of the page, for good
	Title, Description string
	Image              string // 1200 by 630
	OEmbed             string // what to ask for the embed of the page, but the format
}

// cardAt makes the card of a page of ours, whose address begins with /. Its picture is
// /map.png with these settings of a view, and /oembed knows the page.
func (s *Server) cardAt(r *http.Request, address string, picture url.Values, title, description string) *card {
	base := s.base(r)
	c := &card{URL: base + address, Title: title, Description: description}
	q := url.Values{}
	for name, values := range picture {
		q[name] = values
	}
	q.Set("width", strconv.Itoa(cardWidth))
	q.Set("height", strconv.Itoa(cardHeight))
	c.Image = base + "/map.png?" + q.Encode()
	c.OEmbed = base + oembedPath + "?url=" + url.QueryEscape(c.URL)
	return c
}

// oembedPath is where content systems ask how to embed a page of ours.
const oembedPath = "/oembed"

// headOf writes a card for the head of a page that is no template of ours.
func (p *pages) headOf(l lang, c *card) ([]byte, error) {
	var out bytes.Buffer
	if err := p.sets[l]["plain"].ExecuteTemplate(&out, "head_share", c); err != nil {
		return nil, fmt.Errorf("the card in the head of a page: %w", err)
	}
	return out.Bytes(), nil
}

package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// webhookWish is what a client says of a subscription; what it leaves out stays.
type webhookWish struct {
	Name       *string         `json:"name"`
	URL        *string         `json:"url"`
	Events     []string        `json:"events"`
	Filter     json.RawMessage `json:"filter"` // a text, an object of CQL2 JSON, or null for none
	FilterLang *string         `json:"filter_lang"`
	Lang       *string         `json:"lang"`
	State      *string         `json:"state"`
}

func readWebhook(w http.ResponseWriter, r *http.Request, types []string) (wish webhookWish, err error) {
	if err := checkMediaType(w, r, types); err != nil {
		return wish, err
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostForm))
	d.DisallowUnknownFields()
	err = d.Decode(&wish)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return wish, &geo.Problem{Kind: geo.TooLarge, Msg: "The body is longer than 64 kB."}
	}
	if err != nil {
		return wish, &geo.Problem{Kind: geo.Invalid, Err: err,
			Msg: "The body must be an object of JSON with url, events, filter, filter_lang, lang, name and state, or some of them, and nothing else."}
	}
	if d.Decode(&struct{}{}) != io.EOF {
		return wish, &geo.Problem{Kind: geo.Invalid, Msg: "The body must be one object and nothing behind it."}
	}
	return wish, nil
}

// onto changes a subscription as wished.
func (wish webhookWish) onto(one *data.Webhook) error {
	for to, from := range map[*string]*string{&one.Name: wish.Name, &one.URL: wish.URL, &one.FilterLang: wish.FilterLang, &one.Lang: wish.Lang, &one.State: wish.State} {
		if from != nil {
			*to = *from
		}
	}
	if wish.Events != nil {
		one.Events = wish.Events
	}
	switch text := strings.TrimSpace(string(wish.Filter)); {
	case text == "":
	case text == "null":
		one.Filter, one.FilterLang = "", langText
	case text[0] == '{':
		one.Filter, one.FilterLang = text, langJSON
	default:
		if json.Unmarshal(wish.Filter, &one.Filter) != nil {
			return geo.Invalidf("filter", "The filter must be a text, an object of CQL2 JSON, or null.")
		}
		if wish.FilterLang == nil {
			one.FilterLang = langText
		}
	}
	return nil
}

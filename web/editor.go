package web

import (
	"html"
	"net/http"
	"regexp"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// draftInPath is what may follow /editor/: a draft, or a new one.
var draftInPath = regexp.MustCompile(`^(new|[1-9][0-9]{0,17})$`)

// hangEditor hangs the pages of the zone editor, which are for those who may draft.
func (s *Server) hangEditor(r chi.Router) {
	for _, path := range []string{"/editor", "/editor/{draft}"} {
		h := s.private(light, s.member(s.editorPage))
		r.Method(http.MethodGet, path, h)
		r.Method(http.MethodHead, path, h)
	}
}

// editorPage answers with the page of the zone editor. What it shows it asks for, at
// doors that ask again who wants it.
func (s *Server) editorPage(w http.ResponseWriter, r *http.Request, a data.Account) error {
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	if err := a.Viewer().May(geo.DraftZones); err != nil {
		return err
	}
	if draft := chi.URLParam(r, "draft"); draft != "" && !draftInPath.MatchString(draft) {
		return notFound(w, r)
	}
	if s.assets.editor == nil {
		return s.writePage(w, r, http.StatusOK, "plain", page{Lang: l, Title: l.word("editor.title"), Body: fallbackBody{Why: l.word("fallback.unbuilt"), Alone: true}})
	}
	w.Header().Set("Content-Type", htmlType)
	_, err = w.Write(fillEditor(s.assets.editor, l, s.marks()))
	return err
}

// fillEditor puts the language, the title and marks for the script into the page.
func fillEditor(editor []byte, l lang, marks string) []byte {
	editor = htmlTag.ReplaceAll(editor, []byte(`<html lang="`+string(l)+`"`+marks))
	return titleTag.ReplaceAll(editor, []byte(`<title>`+html.EscapeString(l.word("editor.title"))+` – Corredor</title>`))
}

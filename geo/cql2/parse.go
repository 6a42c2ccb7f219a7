package cql2

// ParseText reads the text form of a filter. Its errors are geo.Problem about
// the parameter "filter" and say at which byte of the text they arose, counted
// from 1.
func ParseText(s string) (Expr, error) {
	tokens, err := lex(s)
	if err != nil {
		return nil, err
	}
	if tokens[0].kind == endToken {
		return nil, problem(-1, "The filter is empty")
	}
	p := newParser(tokens)
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != endToken {
		return nil, p.unexpected(t)
	}
	return e, checkShape(e)
}

// parser is one reading of a text. Its methods are the rules of the grammar,
// from the loosest binding to the tightest.
type parser struct {
	tokens   []token
	closing  []int // of each opening bracket, the token that closes it, or 0
	next     int
	depth    int
	vertices int
}

// newParser finds the pairs of brackets first: a bracket around the whole of an
// argument makes it a list, which must be known before reading what is in it.
func newParser(tokens []token) *parser {
	p := &parser{tokens: tokens, closing: make([]int, len(tokens))}
	var open []int
	for i, t := range tokens {
		switch {
		case t.is("("):
			open = append(open, i)
		case t.is(")") && len(open) > 0:
			p.closing[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return p
}

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != endToken {
		p.next++
	}
	return t
}

// accept takes the sign if it is next.
func (p *parser) accept(sign string) bool {
	if p.peek().is(sign) {
		p.next++
		return true
	}
	return false
}

func (p *parser) acceptWord(low string) bool {
	if p.peek().keyword(low) {
		p.next++
		return true
	}
	return false
}

// want takes the sign or complains that it is missing.
func (p *parser) want(sign string) error {
	if p.accept(sign) {
		return nil
	}
	t := p.peek()
	return problem(t.at, "A %q is missing before %s", sign, t)
}

func (p *parser) unexpected(t token) error {
	switch {
	case t.is(")"):
		return problem(t.at, "This \")\" closes no bracket")
	case t.kind == signToken && (t.s == "=" || t.s == "<>" || t.s == "<" || t.s == ">" || t.s == "<=" || t.s == ">="):
		return problem(t.at, "A comparison cannot be compared again without brackets around it")
	}
	return problem(t.at, "%s does not fit here; AND, OR or the end was expected", t)
}

// deeper guards the recursion; every call is paired with p.depth--.
func (p *parser) deeper() error {
	if p.depth++; p.depth > MostDepth {
		return tooDeep(p.peek().at)
	}
	return nil
}

func tooDeep(at int) error {
	return problem(at, "The filter is nested more than %d deep", MostDepth)
}

func (p *parser) or() (Expr, error) { return p.chain("or", (*parser).and) }

func (p *parser) and() (Expr, error) { return p.chain("and", (*parser).not) }

func (p *parser) chain(word string, operand func(*parser) (Expr, error)) (Expr, error) {
	first, err := operand(p)
	if err != nil || !p.peek().keyword(word) {
		return first, err
	}
	c := &Call{Op: word, Args: []Expr{first}, At: p.peek().at}
	for p.acceptWord(word) {
		e, err := operand(p)
		if err != nil {
			return nil, err
		}
		c.Args = append(c.Args, e)
	}
	return c, nil
}

func (p *parser) not() (Expr, error) {
	t := p.peek()
	if !t.keyword("not") {
		return p.predicate()
	}
	p.next++
	if err := p.deeper(); err != nil {
		return nil, err
	}
	e, err := p.not()
	p.depth--
	if err != nil {
		return nil, err
	}
	return &Call{Op: "not", Args: []Expr{e}, At: t.at}, nil
}

// predicate reads a value and what is asked of it, if anything.
func (p *parser) predicate() (Expr, error) {
	a, err := p.sum()
	if err != nil {
		return nil, err
	}
	t := p.peek()
	if t.kind == signToken {
		switch t.s {
		case "=", "<>", "<", ">", "<=", ">=":
			p.next++
			b, err := p.sum()
			return &Call{Op: t.s, Args: []Expr{a, b}, At: t.at}, err
		}
		return a, nil
	}
	if p.acceptWord("is") {
		not := p.acceptWord("not")
		if n := p.take(); !n.keyword("null") {
			return nil, problem(n.at, "NULL is missing after IS; %s stands there", n)
		}
		return negated(not, &Call{Op: "isNull", Args: []Expr{a}, At: t.at}), nil
	}
	not := p.acceptWord("not")
	c := &Call{Args: []Expr{a}, At: t.at}
	switch n := p.peek(); {
	case p.acceptWord("like"):
		c.Op = "like"
		err = p.operand(c)
	case p.acceptWord("between"):
		c.Op = "between"
		if err = p.operand(c); err == nil {
			if n := p.peek(); !p.acceptWord("and") {
				return nil, problem(n.at, "BETWEEN needs two values with AND between them; %s stands there", n)
			}
			err = p.operand(c)
		}
	case p.acceptWord("in"):
		c.Op = "in"
		var l List
		if l, err = p.members(); err == nil {
			c.Args = append(c.Args, l)
		}
	case not:
		return nil, problem(n.at, "LIKE, BETWEEN or IN is missing after NOT; %s stands there", n)
	default:
		return a, nil
	}
	return negated(not, c), err
}

func negated(not bool, c *Call) Expr {
	if not {
		return &Call{Op: "not", Args: []Expr{c}, At: c.At}
	}
	return c
}

func (p *parser) operand(c *Call) error {
	e, err := p.sum()
	c.Args = append(c.Args, e)
	return err
}

// members reads what IN chooses from.
func (p *parser) members() (List, error) {
	if t := p.peek(); !t.is("(") {
		return nil, problem(t.at, "IN needs a list in brackets, such as ('a', 'b'); %s stands there", t)
	}
	p.next++
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	var l List
	for {
		e, err := p.or()
		if err != nil {
			return nil, err
		}
		if l = append(l, e); !p.accept(",") {
			return l, p.want(")")
		}
	}
}

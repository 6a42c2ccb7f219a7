package cql2

func (p *parser) sum() (Expr, error) { return p.left((*parser).product, "+", "-") }

func (p *parser) product() (Expr, error) { return p.left((*parser).power, "*", "/", "%", "div") }

// left reads operators that group from the left.
func (p *parser) left(operand func(*parser) (Expr, error), ops ...string) (Expr, error) {
	a, err := operand(p)
	for err == nil {
		t := p.peek()
		op := ""
		for _, o := range ops {
			if t.is(o) || t.keyword(o) {
				op = o
			}
		}
		if op == "" {
			return a, nil
		}
		p.next++
		var b Expr
		b, err = operand(p)
		a = &Call{Op: op, Args: []Expr{a, b}, At: t.at}
	}
	return nil, err
}

func (p *parser) power() (Expr, error) {
	a, err := p.signed()
	t := p.peek()
	if err != nil || !p.accept("^") {
		return a, err
	}
	b, err := p.signed()
	if err != nil {
		return nil, err
	}
	if n := p.peek(); n.is("^") {
		return nil, problem(n.at, "Brackets must say which of two ^ comes first")
	}
	return &Call{Op: "^", Args: []Expr{a, b}, At: t.at}, nil
}

// signed reads a value with its sign, which binds tighter than ^. Minus before
// anything but a number is a multiplication by −1, as the JSON form has no
// other way to say it.
func (p *parser) signed() (Expr, error) {
	t := p.peek()
	minus := p.accept("-")
	if !minus && !p.accept("+") {
		return p.primary()
	}
	if n := p.peek(); n.kind == numberToken {
		p.next++
		if minus {
			return Number(0 - n.number), nil
		}
		return Number(n.number), nil
	}
	if !minus {
		return nil, problem(p.peek().at, "A number is missing after the plus sign")
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	e, err := p.signed()
	p.depth--
	return &Call{Op: "*", Args: []Expr{Number(-1), e}, At: t.at}, err
}

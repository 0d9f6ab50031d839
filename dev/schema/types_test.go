package schema_test

import (
	"encoding"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/packages"

	"github.com/lyncfed/lyncfed/audit"
	"github.com/lyncfed/lyncfed/diag"
	"github.com/lyncfed/lyncfed/federation"
	"github.com/lyncfed/lyncfed/licensing"
	"github.com/lyncfed/lyncfed/policy"
	"github.com/lyncfed/lyncfed/product"
	"github.com/lyncfed/lyncfed/provider"
	"github.com/lyncfed/lyncfed/reach"
)

// object is a part of a JSON Schema.
type object = map[string]any

const module = "github.com/lyncfed/lyncfed/"

// enumerations are the types whose text is one of a few names.
var enumerations = []encoding.TextMarshaler{
	diag.Severity(0), diag.Outcome(0), diag.Op(0), product.Platform(0), federation.Kind(0), federation.RoutingMethod(0),
	policy.Scope(0), provider.VerificationLevel(0), provider.Phase(0), provider.Side(0), reach.Route(0), reach.Delivery(0),
	audit.Status(0), audit.SRVHome(0), licensing.Product(0), licensing.Program(0),
}

// sets are the types of whole numbers whose text is any of several names.
var sets = []any{provider.Capability(0), federation.Kinds(0)}

// namesOf returns the texts of an enumeration, those of its constants.
func namesOf(e encoding.TextMarshaler) []any {
	var names []any
	for n := range 256 {
		v := reflect.New(reflect.TypeOf(e)).Elem()
		v.SetUint(uint64(n))
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err == nil && (n == 0 || len(text) > 0) {
			names = append(names, string(text))
		}
	}
	return names
}

// records are where the schemas of records are, which are made from the schemas that the
// library has of them.
var records = map[string]string{
	"provider.PublicProvider":       "configuration.json#/$defs/PublicProviders",
	"licensing.Holdings":            "holdings.json",
	"licensing.ProvisioningRequest": "request.json",
}

// A generator makes JSON Schemas of Go types. It finds what a type with a MarshalJSON
// method writes in the source of that method.
type generator struct {
	t        *testing.T
	packages map[string]*packages.Package
	bodies   map[*types.Func]*ast.FuncDecl
	defs     object // of one schema, by the names of types
}

func newGenerator(t *testing.T) *generator {
	t.Helper()
	loaded, err := packages.Load(&packages.Config{
		Dir:  "../..",
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedSyntax | packages.NeedImports | packages.NeedExportFile,
	}, "./...", "./cmd/lyncfed")
	require.NoError(t, err)
	g := &generator{t: t, packages: map[string]*packages.Package{}, bodies: map[*types.Func]*ast.FuncDecl{}}
	for _, p := range loaded {
		require.Empty(t, p.Errors)
		g.packages[p.PkgPath] = p
		for _, f := range p.Syntax {
			for _, d := range f.Decls {
				if decl, ok := d.(*ast.FuncDecl); ok {
					if fn, ok := p.TypesInfo.Defs[decl.Name].(*types.Func); ok {
						g.bodies[fn] = decl
					}
				}
			}
		}
	}
	return g
}

// named returns the type of a name in a package of the module.
func (g *generator) named(pkg, name string) types.Type {
	g.t.Helper()
	p := g.packages[strings.TrimSuffix(module+pkg, "/")]
	require.NotNil(g.t, p, pkg)
	found := p.Types.Scope().Lookup(name)
	require.NotNil(g.t, found, "%s.%s", pkg, name)
	return found.Type()
}

// of returns the schema of a type.
func (g *generator) of(of types.Type) object {
	switch of := types.Unalias(of).(type) {
	case *types.Named:
		return g.ofNamed(of)
	case *types.Pointer:
		return g.of(of.Elem())
	case *types.Slice:
		return object{"type": "array", "items": g.of(of.Elem())}
	case *types.Map:
		return object{"type": "object", "additionalProperties": g.of(of.Elem())}
	case *types.Basic:
		switch {
		case of.Info()&types.IsString != 0:
			return object{"type": "string"}
		case of.Info()&types.IsBoolean != 0:
			return object{"type": "boolean"}
		case of.Info()&types.IsUnsigned != 0:
			return object{"type": "integer", "minimum": 0}
		case of.Info()&types.IsInteger != 0:
			return object{"type": "integer"}
		}
	case *types.Struct:
		return g.ofStruct(of)
	}
	g.t.Fatalf("a form has the type %v", of)
	return nil
}

// ofNamed returns the schema of a named type.
func (g *generator) ofNamed(of *types.Named) object {
	name := of.Obj().Name()
	path := strings.TrimPrefix(of.Obj().Pkg().Path(), module)
	if path == "encoding/json" && name == "RawMessage" || path == "json/jsontext" || path == "encoding/json/jsontext" {
		return object{}
	}
	full := path + "." + name
	for _, e := range enumerations {
		if goName(e) == full {
			return object{"enum": namesOf(e)}
		}
	}
	if full == "diag.Value" {
		return g.define("diag.Value", func() object {
			return object{"type": []any{"null", "string", "boolean", "integer", "array"}, "minimum": 0, "items": object{"type": "string"}}
		})
	}
	if full == "date.Date" {
		return g.define("date.Date", func() object {
			return object{"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
		})
	}
	if has(of, "Schema") {
		at, known := records[full]
		require.True(g.t, known, "%s has no schema", full)
		return object{"$ref": at}
	}
	if method := methodOf(of, "MarshalJSON"); method != nil {
		return g.define(full, func() object { return g.ofMethod(method) })
	}
	if has(of, "MarshalText") {
		if basic, ok := of.Underlying().(*types.Basic); ok && basic.Info()&types.IsInteger != 0 {
			known := false
			for _, s := range sets {
				known = known || goName(s) == full
			}
			require.True(g.t, known, "%s is neither among the enumerations nor among the sets", full)
		}
		return object{"type": "string"}
	}
	if _, ok := of.Underlying().(*types.Struct); ok {
		return g.define(full, func() object { return g.of(of.Underlying()) })
	}
	return g.of(of.Underlying())
}

// goName returns the name of the type of a value, with the path of its package.
func goName(v any) string {
	t := reflect.TypeOf(v)
	return strings.TrimPrefix(t.PkgPath(), module) + "." + t.Name()
}

// define returns a reference to the schema of a type, which is made once.
func (g *generator) define(full string, make func() object) object {
	name := full[strings.LastIndex(full, "/")+1:]
	if _, found := g.defs[name]; !found {
		g.defs[name] = nil // it may have itself within
		g.defs[name] = make()
	}
	return object{"$ref": "#/$defs/" + name}
}

// methodOf returns a method of a type or of its pointer, or nil.
func methodOf(of *types.Named, name string) *types.Func {
	for m := range of.Methods() {
		if m.Name() == name {
			return m
		}
	}
	return nil
}

func has(of *types.Named, method string) bool { return methodOf(of, method) != nil }

// ofMethod returns the schema of what a MarshalJSON method writes. A method that calls
// JSONOf of an origin writes the members of the origin and those of an answer.
func (g *generator) ofMethod(method *types.Func) object {
	info := g.packages[method.Pkg().Path()].TypesInfo
	var origin, answer types.Type
	ast.Inspect(g.bodies[method], func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if fun, ok := call.Fun.(*ast.SelectorExpr); ok && fun.Sel.Name == "JSONOf" {
				origin, answer = info.TypeOf(fun.X), info.TypeOf(call.Args[0])
			}
		}
		return true
	})
	if origin == nil {
		return g.of(g.marshalled(method))
	}
	head := g.ofStruct(origin.Underlying().(*types.Struct))
	form := g.ofMethod(methodOf(answer.(*types.Named), "MarshalJSON"))
	maps.Copy(form["properties"].(object), head["properties"].(object))
	form["required"] = append(form["required"].([]any), head["required"].([]any)...)
	return form
}

// marshalled returns the type of what a MarshalJSON method marshals.
func (g *generator) marshalled(method *types.Func) types.Type {
	body := g.bodies[method]
	require.NotNil(g.t, body, method)
	info := g.packages[method.Pkg().Path()].TypesInfo
	var found types.Type
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		name := ""
		switch fun := call.Fun.(type) {
		case *ast.SelectorExpr:
			name = fun.Sel.Name
		case *ast.Ident:
			name = fun.Name
		}
		if name == "Marshal" || name == "JSONLine" {
			found = info.TypeOf(call.Args[0])
		}
		return true
	})
	require.NotNil(g.t, found, "%v marshals nothing that is known", method)
	return found
}

// ofStruct returns the schema of a struct, with the members of embedded ones.
func (g *generator) ofStruct(of *types.Struct) object {
	properties, required := object{}, []any{}
	for i := range of.NumFields() {
		field := of.Field(i)
		name, options, _ := strings.Cut(reflect.StructTag(of.Tag(i)).Get("json"), ",")
		if name == "-" || !field.Exported() && !field.Embedded() {
			continue
		}
		if field.Embedded() && name == "" {
			embedded := field.Type()
			if pointer, ok := embedded.(*types.Pointer); ok {
				embedded = pointer.Elem()
			}
			inner := g.ofStruct(embedded.Underlying().(*types.Struct))
			for name, p := range inner["properties"].(object) {
				if _, found := properties[name]; !found {
					properties[name] = p
				}
			}
			required = append(required, inner["required"].([]any)...)
			continue
		}
		if name == "" {
			name = field.Name()
		}
		schema := g.of(field.Type())
		optional := strings.Contains(options, "omit")
		if _, isPointer := types.Unalias(field.Type()).(*types.Pointer); isPointer && !optional {
			schema = object{"anyOf": []any{schema, object{"type": "null"}}}
		}
		if !optional {
			required = append(required, name)
		}
		properties[name] = schema
	}
	return object{"type": "object", "properties": properties, "required": required}
}

// forms returns the named types of what the command writes with writeJSON, with the
// position of each call.
func (g *generator) forms() map[string]token.Position {
	command := g.packages[module+"cmd/lyncfed"]
	found := map[string]token.Position{}
	for _, f := range command.Syntax {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			name, ok := call.Fun.(*ast.Ident)
			if !ok || name.Name != "writeJSON" && name.Name != "writeFindings" {
				return true
			}
			of := command.TypesInfo.TypeOf(call.Args[len(call.Args)-1])
			if pointer, ok := of.(*types.Pointer); ok {
				of = pointer.Elem()
			}
			if slice, ok := of.(*types.Slice); ok {
				of = slice.Elem()
			}
			if named, ok := types.Unalias(of).(*types.Named); ok {
				found[strings.TrimPrefix(named.Obj().Pkg().Path(), module)+"."+named.Obj().Name()] = command.Fset.Position(call.Pos())
			} else if !types.IsInterface(of) {
				g.t.Errorf("%v: a form has no name: %v", command.Fset.Position(call.Pos()), fmt.Sprint(of))
			}
			return true
		})
	}
	return found
}

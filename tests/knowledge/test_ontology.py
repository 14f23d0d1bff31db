from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from lodestone import locations, pipeline
from lodestone import vocabulary as v
from lodestone.knowledge.assembly import Assembly

ONTOLOGY = locations.folder("ontology")
MODULES = sorted(ONTOLOGY.glob("*.ttl"))
SCHEMES = sorted(ONTOLOGY.glob("schemes/*.ttl"))


def test_every_term_that_the_code_names_exists_in_the_ontology(assembly: Assembly) -> None:
    known = set(assembly.union([v.ONTOLOGY_GRAPH, v.SCHEMES_GRAPH]).subjects())
    prefixes = tuple(getattr(v, name) for name in dir(v) if name.endswith("_SCHEME"))

    named = {
        value
        for name, value in vars(v).items()
        if name.isupper() and isinstance(value, str) and value.startswith((v.LS, v.SCHEME))
    }

    missing = {t for t in named if URIRef(t) not in known and t not in (v.LS, v.SCHEME, *prefixes)}
    assert missing == set()
    for prefix in prefixes:
        assert URIRef(prefix.rstrip("/")) in known


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.stem)
def test_a_module_says_its_licence_version_and_what_it_imports(path: Path) -> None:
    graph = Graph().parse(path)

    (module,) = graph.subjects(RDF.type, OWL.Ontology)
    assert str(graph.value(module, URIRef(v.DCTERMS + "license"))).endswith("/by/4.0/")
    assert graph.value(module, OWL.versionIRI)


def test_imports_have_no_circle_and_reach_every_module() -> None:
    imports: dict[str, set[str]] = {}
    for path in MODULES:
        graph = Graph().parse(path)
        (module,) = graph.subjects(RDF.type, OWL.Ontology)
        imports[str(module)] = {str(target) for target in graph.objects(module, OWL.imports)}

    def reach(module: str, path: tuple[str, ...]) -> set[str]:
        assert module not in path, f"circle: {path}"
        return {module}.union(*(reach(t, (*path, module)) for t in imports[module]))

    assert reach(v.ONTOLOGY, ()) == set(imports)


def test_a_module_uses_no_term_of_a_module_it_does_not_import() -> None:
    graphs: dict[str, Graph] = {}
    for path in MODULES:
        graph = Graph().parse(path)
        graphs[str(next(graph.subjects(RDF.type, OWL.Ontology)))] = graph
    owner = {s: m for m, g in graphs.items() for s in g.subjects(RDFS.isDefinedBy, None)}

    def visible(module: str) -> set[str]:
        imported = {str(t) for t in graphs[module].objects(URIRef(module), OWL.imports)}
        return {module}.union(*(visible(t) for t in imported))

    for module, graph in graphs.items():
        used = {owner[o] for o in graph.objects() if o in owner}
        assert used <= visible(module), module


def test_the_modules_below_the_defined_classes_stay_in_owl_2_rl() -> None:
    for path in MODULES:
        if path.stem in ("defined", "lodestone"):
            continue
        graph = Graph().parse(path)
        assert not list(graph.subjects(RDF.type, OWL.Restriction)), path.name
        assert not list(graph.triples((None, OWL.equivalentClass, None))), path.name
        assert not list(graph.triples((None, OWL.unionOf, None))), path.name


@pytest.mark.parametrize("path", SCHEMES, ids=lambda p: p.stem)
def test_a_concept_is_of_the_class_of_its_scheme_and_never_a_class(path: Path) -> None:
    graph = Graph().parse(path)
    concepts = set(graph.subjects(SKOS.inScheme, None))

    classes = {o for c in concepts for o in graph.objects(c, RDF.type)}

    assert len(classes) == 1
    assert OWL.Class not in classes


def test_no_two_terms_share_a_label_or_a_definition(assembly: Assembly) -> None:
    graph = assembly.graph(v.ONTOLOGY_GRAPH)
    for predicate in (RDFS.label, SKOS.definition):
        for language in ("en", "zh"):
            texts = [
                (str(o), (s, RDF.type, OWL.Class) in graph)
                for s, o in graph.subject_objects(predicate)
                if getattr(o, "language", "") == language and (s, RDFS.isDefinedBy, None) in graph
            ]
            assert len(texts) == len(set(texts)), (predicate, language)


def test_every_term_is_used_by_a_fact_a_rule_a_query_an_axiom_or_the_record(
    assembly: Assembly,
) -> None:
    ontology = assembly.graph(v.ONTOLOGY_GRAPH)
    terms = set(ontology.subjects(RDFS.isDefinedBy, None))
    data = assembly.union(
        [v.REFERENCE_GRAPH, v.SCHEMES_GRAPH, v.ASSERTED_GRAPH, v.INFERRED_GRAPH, v.EVIDENCE_GRAPH]
    )
    queries = "".join(p.read_text() for p in locations.folder("queries").glob("*/*.rq"))
    used = set(data.predicates()) | set(data.objects(None, RDF.type))
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf):
        used |= set(ontology.objects(None, predicate))
        used |= set(ontology.subjects(predicate, None)) if predicate == OWL.inverseOf else set()

    rules = pipeline.load_extractor([locations.folder("data")]).engine.rules
    used |= {URIRef(fact.relation) for rule in rules for fact in rule.facts}
    used |= {URIRef(node.type) for rule in rules for node in rule.nodes.values() if node.type}

    idle = {t for t in terms - used if f"ls:{v.local_name(str(t))}" not in queries}

    assert idle == set()

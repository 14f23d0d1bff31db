// Starts the query editor with this graph's own prefixes, examples and vocabulary.
"use strict";

(async function start() {
  const place = document.getElementById("yasgui");
  const endpoint = new URL(place.dataset.endpoint, window.location.href).href;
  const base = place.dataset.base;
  const read = async (path) => (await fetch(path)).json();
  const [prefixes, catalogue, vocabulary] = await Promise.all([
    read(place.dataset.prefixes),
    read(place.dataset.examples),
    read(place.dataset.vocabulary),
  ]);

  // The editor's own share links carry the query behind the #; it is newer than one behind the ?.
  const isShared = window.location.hash.startsWith("#query=");
  const asked = isShared ? null : new URLSearchParams(window.location.search).get("query");
  const first = asked || catalogue.queries[0].query;

  completeFrom(vocabulary, prefixes);
  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: true,
    // A name of its own for each server, so that no tab remembers another server's endpoint.
    persistenceId: "lodestone-" + window.location.host,
    yasqe: { value: first },
    yasr: { prefixes },
  });
  if (isShared) {
    window.history.replaceState(null, "", window.location.pathname);
  }
  const isShown = yasgui.getTab().getQuery() === first;
  const tab = asked && !isShown ? yasgui.addTab(true, { name: "Query" }) : yasgui.getTab();
  for (const name of yasgui.persistentConfig.getTabs()) {
    yasgui.getTab(name).setEndpoint(endpoint);
  }
  if (asked) {
    tab.setQuery(asked);
  }
  offerExamples(catalogue.queries, yasgui, endpoint);
  openHere(place, base);
  window.yasgui = yasgui; // for people who script the page

  function offerExamples(queries, editor, address) {
    const select = document.getElementById("examples");
    const groups = new Map();
    for (const query of queries) {
      if (!groups.has(query.group)) {
        const group = document.createElement("optgroup");
        group.label = query.group;
        groups.set(query.group, group);
        select.append(group);
      }
      groups.get(query.group).append(new Option(query.title, query.name));
    }
    select.addEventListener("change", () => {
      const chosen = queries.find((query) => query.name === select.value);
      if (chosen) {
        const fresh = editor.addTab(true, { name: chosen.title.slice(0, 40) });
        fresh.setEndpoint(address);
        fresh.setQuery(chosen.query);
        fresh.query();
      }
      select.value = "";
    });
  }
})();

// Completes classes and properties of this graph, by name or label, in place of a public service.
function completeFrom(vocabulary, prefixes) {
  const own = {
    class: vocabulary.classes,
    property: vocabulary.properties,
  };
  for (const completer of Object.values(Yasgui.Yasqe.Autocompleters || {})) {
    if (own[completer.name]) {
      completer.get = async (_, token) => matching(own[completer.name], token);
    } else if (completer.name === "prefixes") {
      completer.get = async () =>
        Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`);
    }
  }

  function matching(terms, token) {
    const typed = ((token && token.autocompletionString) || "").toLowerCase();
    const words = typed.replace(/^.*[#/]/, "");
    return terms
      .filter((term) => term.iri.toLowerCase().includes(typed) || term.label.toLowerCase().includes(words))
      .map((term) => term.iri);
  }
}

// A link in the results that this server can show is opened here.
function openHere(place, base) {
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.href.startsWith(base)) {
      event.preventDefault();
      window.open("/" + link.href.slice(base.length), "_blank", "noopener");
    }
  });
}

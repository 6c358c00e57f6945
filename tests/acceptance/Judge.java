import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Holds files to a profile of veraPDF: java -cp JAR Judge.java PDFA-3A one.pdf two.pdf …
 * A line "PASS RULES FILE" or "FAIL RULES FILE" each, under a failure a line for every rule broken. The library's own
 * reader of profiles needs JAXB, which Java no longer has, so the profile is read here.
 */
public class Judge {
    public static void main(String[] given) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        var profile = profile(given[0]);
        for (var file : List.of(given).subList(1, given.length)) {
            try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), profile.getPDFAFlavour())) {
                var result = Foundries.defaultInstance().createValidator(profile, false).validate(parser);
                System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + profile.getRules().size() + " " + file);
                var broken = new TreeSet<String>();
                for (var found : result.getTestAssertions())
                    if (found.getStatus() != TestAssertion.Status.PASSED)
                        broken.add(found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber() + " " + found.getMessage());
                broken.forEach(line -> System.out.println("    " + line));
            }
        }
    }

    static ValidationProfile profile(String name) throws Exception {
        var resource = Judge.class.getClassLoader().getResourceAsStream("org/verapdf/pdfa/validation/" + name + ".xml");
        var root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(resource).getDocumentElement();
        Set<Rule> rules = new LinkedHashSet<>();
        for (var rule : elements(root, "rule")) {
            var id = elements(rule, "id").get(0);
            List<ErrorArgument> arguments = new ArrayList<>();
            for (var argument : elements(rule, "argument"))
                arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), null, null));
            RuleId number = Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
            var deferred = rule.getAttribute("deferred");
            rules.add(Profiles.ruleFromValues(
                number, rule.getAttribute("object"), deferred.isEmpty() ? null : Boolean.valueOf(deferred),
                rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), arguments), new ArrayList<>()));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (var one : elements(root, "variable"))
            variables.add(Profiles.variableFromValues(
                one.getAttribute("name"), one.getAttribute("object"), text(one, "defaultValue"), text(one, "value")));
        ProfileDetails details = Profiles.profileDetailsFromValues(name, "", "", new java.util.Date());
        return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")), details, "", rules, variables);
    }

    static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) found.add((Element) nodes.item(i));
        return found;
    }

    static String text(Element parent, String name) {
        var found = elements(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }
}

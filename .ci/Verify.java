// Asks veraPDF whether files keep to standards: pairs of a file and a flavor (1b, 2a,
// 4f, ua1). One line for each, and a line for each kind of fault. Exits with 1 if a
// file fails, with 2 if it could not be asked.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public final class Verify {
    public static void main(String[] arguments) {
        VeraGreenfieldFoundryProvider.initialise();
        VeraPDFFoundry foundry = Foundries.defaultInstance();
        boolean failed = false;
        for (int k = 0; k + 1 < arguments.length; k += 2) {
            String name = arguments[k];
            PDFAFlavour flavor = PDFAFlavour.byFlavourId(arguments[k + 1]);
            if (flavor == PDFAFlavour.NO_FLAVOUR) {
                System.err.println("no such flavor: " + arguments[k + 1]);
                System.exit(2);
            }
            // A parser keeps what it found, so each flavor has its own.
            try (InputStream file = new FileInputStream(name); PDFAParser parser = foundry.createParser(file, flavor)) {
                ValidationResult result = foundry.createValidator(flavor, false).validate(parser);
                System.out.println((result.isCompliant() ? "passes " : "FAILS ") + flavor + ": " + name);
                Map<String, Integer> faults = new TreeMap<>();
                for (TestAssertion fault : result.getTestAssertions()) {
                    String rule = fault.getRuleId().getClause() + "-" + fault.getRuleId().getTestNumber() + " " + fault.getMessage();
                    faults.merge(rule, 1, Integer::sum);
                }
                faults.forEach((rule, count) -> System.out.println("  " + rule + " (" + count + " times)"));
                failed |= !result.isCompliant();
            } catch (Exception error) {
                System.err.println(name + ": " + error);
                System.exit(2);
            }
        }
        System.exit(failed ? 1 : 0);
    }
}

"""Reads OSCAL assessment results with compliance-trestle; says what is wrong with them."""
import sys
from pathlib import Path

from trestle.oscal.assessment_results import AssessmentResults

try:
    if AssessmentResults.oscal_read(Path(sys.argv[1])) is None:
        print("there is no such file")
except Exception as error:
    print(error)

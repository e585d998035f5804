"""What is asked when injuries are documented, as data: sections, the types of lesion, codes that are proposed."""
